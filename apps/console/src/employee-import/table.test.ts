// Files as people have them: whatever separates the cells and encodes the letters, the table is the same; what is none is said.
import { describe, expect, it } from "vitest";
import { guessMatching, matchColumn, matchedOf, problemOf } from "./columns.ts";
import { piecesOf } from "./send.ts";
import { tableOf } from "./table.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

function read(bytes: Uint8Array) {
  const result = tableOf("people.csv", bytes);
  return "table" in result ? [result.table.headings, ...result.table.rows] : result.problem;
}

describe("reading", () => {
  const table = [
    ["Name", "E-Mail"],
    ["Zoë, Ängström", 'zoe "z"\n@x'],
  ];
  const csv = 'Name,E-Mail\r\n"Zoë, Ängström","zoe ""z""\n@x"\r\n\r\n';
  it.each([
    ["UTF-8", utf8(csv)],
    ["UTF-8 with a mark", utf8(`\ufeff${csv}`)],
    ["semicolons", utf8(csv.replace("Name,", "Name;").replace('",', '";'))],
    ["tabs", utf8(csv.replace("Name,", "Name\t").replace('",', '"\t'))],
    ["UTF-16", new Uint8Array(Buffer.from(`\ufeff${csv}`, "utf16le"))],
    ["UTF-16 without a mark", new Uint8Array(Buffer.from(csv, "utf16le"))],
    ["Windows-1252", new Uint8Array(Buffer.from(csv, "latin1"))],
  ])("%s", (_, bytes) => {
    expect(read(bytes)).toEqual(table);
  });

  it.each([
    ["a workbook", new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), /Save the sheet as CSV/],
    ["something else", new Uint8Array([1, 2, 3, 0, 5, 6]), /no table in text/],
    ["only headings", utf8("Name,Email\n\n"), /only one row/],
    ["no headings", utf8(",,\na,b,c"), /first row is empty/],
    ["an open quotation mark", utf8('Name,Email\nA,a@x\n"B,b@x\n'), /opened in row 3 and never closed/],
  ])("%s is refused in words", (_, bytes, words) => {
    expect(read(bytes)).toMatch(words);
  });
});

it("columns are guessed by their headings, and a field goes to one column", () => {
  const matching = guessMatching([
    "Personal-Nr.",
    "Vorname",
    "E-Mail-Adresse",
    "Telefon",
    "Abteilung",
    "email",
    "Job Title",
  ]);
  expect(matching).toEqual([null, null, "email", "phone", "department", null, "position"]);
  expect(matchColumn(matching, 5, "email")).toEqual([null, null, null, "phone", "department", "email", "position"]);
  expect(problemOf(matching)).toBeNull();
  expect(problemOf(["name", null])).toContain("say whom");
  expect(problemOf(["externalId"])).toContain("says something");
  const { columns, cellsOf } = matchedOf([null, "email", "name"]);
  expect([columns, cellsOf(["x", "a@x"])]).toEqual([
    ["email", "name"],
    ["a@x", ""],
  ]);
});

it("rows are sent in pieces that the server takes", () => {
  const rows = Array.from({ length: 1201 }, () => ["ä".repeat(200)]);
  const pieces = [...piecesOf(rows, (row) => [...row])];
  expect(pieces.map(({ from, rows: some }) => [from, some.length])).toEqual([
    [1, 500],
    [501, 500],
    [1001, 201],
  ]);
  const long = [
    ...piecesOf(
      Array.from({ length: 300 }, () => Array(8).fill("ä".repeat(1000))),
      (row) => [...row],
    ),
  ];
  expect(long.length).toBeGreaterThan(10);
  for (const piece of long) expect(Buffer.byteLength(JSON.stringify(piece))).toBeLessThan(256 * 1024);
});
