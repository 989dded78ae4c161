// Exports of other programs: what is read of each, what is refused and why, and what hostile files can do.
import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { expect, it } from "vitest";
import {
  aegisJson,
  bitwardenCsv,
  bitwardenJson,
  chromeCsv,
  keepassCsv,
  keepassXcCsv,
  keepassXml,
  onePasswordCsv,
  onePasswordData,
  onePux,
  otpUri,
} from "../testing/exports.ts";
import { type Export, readExport } from "./index.ts";

const bytesOf = (content: unknown) =>
  new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content));

function read(content: unknown): Export {
  const result = readExport(content instanceof Uint8Array ? content : bytesOf(content));
  if ("refusal" in result) throw new Error(`refused: ${result.refusal} ${result.place}`);
  return result;
}

function refusalOf(content: unknown) {
  const result = readExport(content instanceof Uint8Array ? content : bytesOf(content));
  return "refusal" in result ? result : null;
}

const mail = {
  place: "row 2",
  name: "Mail",
  urls: ["https://mail.example.org"],
  apps: [],
  login: "ada",
  password: "planted-password",
  otp: null,
  notes: "a note",
  left: [],
};

it("reads Bitwarden, in JSON and in CSV", () => {
  const entry = {
    place: "entry 1",
    name: "Mail",
    urls: ["https://mail.example.org/login"],
    apps: ["org.example.mail"],
    login: "ada@example.org",
    password: "planted “pass, word”",
    otp: "GEZD GNBV GY3T QOJQ",
    notes: "first line\nsecond line",
    left: ["passkey", "custom_fields", "other_addresses"],
  };
  const refused = [
    { place: "entry 2", name: "A note", reason: "not_a_login" },
    { place: "entry 3", name: "Empty", reason: "no_secret" },
    { place: "entry 4", name: "", reason: "damaged" },
  ];
  expect(read(bitwardenJson)).toEqual({ format: "bitwarden_json", entries: [entry], refused });
  const zip = zipSync({ "data.json": strToU8(JSON.stringify(bitwardenJson)), "attachments/x": strToU8("x") });
  expect(read(zip)).toEqual(read(bitwardenJson));
  expect(read(`\ufeff${bitwardenCsv}`)).toEqual({
    format: "bitwarden_csv",
    entries: [
      {
        ...entry,
        place: "row 2",
        urls: ["https://mail.example.org", "https://example.org/a,b"],
        apps: [],
        password: 'planted "pass, word"',
        otp: "GEZDGNBVGY3TQOJQ",
        left: ["custom_fields"],
      },
    ],
    refused: [{ place: "row 3", name: "A note", reason: "not_a_login" }],
  });
});

it("reads KeePass in XML without the history and the bin, and both its CSV forms", () => {
  const { format, entries, refused } = read(keepassXml);
  expect([format, refused]).toEqual(["keepass_xml", []]);
  expect(entries[0]).toEqual({
    place: "entry 1",
    name: "Mail & more",
    urls: ["https://mail.example.org", "https://example.org"],
    apps: [],
    login: "ada",
    password: "planted<\rpassword ",
    otp: "otpauth://totp/ada?secret=GEZDGNBVGY3TQOJQ&algorithm=SHA256&digits=8&period=60",
    notes: "first line\nsecond line",
    left: ["custom_fields"],
  });
  expect(entries.slice(1).map(({ name, password, otp, left }) => [name, password, otp, left])).toEqual([
    ["XC", "p", otpUri, []],
    ["Tray", "p", "otpauth://totp/account?secret=GEZDGNBVGY3TQOJQ&digits=6&period=30", []],
    ["Hex", null, "otpauth://totp/account?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", []],
    ["Counted", "p", null, ["hotp"]],
  ]);
  expect(read(keepassXcCsv)).toEqual({
    format: "keepassxc_csv",
    entries: [{ ...mail, urls: ["mail.example.org"], otp: otpUri, notes: null }],
    refused: [],
  });
  expect(read(keepassCsv)).toEqual({ format: "keepass_csv", entries: [mail], refused: [] });
});

it("reads 1Password, in 1PUX and in CSV", () => {
  expect(read(onePux())).toEqual({
    format: "onepassword_1pux",
    entries: [
      {
        ...mail,
        place: "entry 1",
        urls: ["https://mail.example.org/", "https://example.org/"],
        otp: otpUri,
        left: ["custom_fields"],
      },
    ],
    refused: [{ place: "entry 2", name: "A note", reason: "not_a_login" }],
  });
  expect(read(onePasswordCsv)).toEqual({
    format: "onepassword_csv",
    entries: [{ ...mail, urls: ["https://mail.example.org/"], otp: otpUri }],
    refused: [],
  });
});

it("reads Chrome, and names what has no name by its address", () => {
  expect(read(chromeCsv)).toEqual({
    format: "chrome_csv",
    entries: [
      {
        ...mail,
        name: "mail.example.org",
        urls: ["https://mail.example.org/login"],
        login: "ada@example.org",
        notes: null,
      },
      {
        ...mail,
        place: "row 3",
        name: "org.example.mail",
        urls: [],
        apps: ["org.example.mail"],
        password: "planted-password-2",
      },
    ],
    refused: [{ place: "row 4", name: "", reason: "damaged" }],
  });
});

it("reads Aegis: codes by time only, with what they are made by", () => {
  expect(read(aegisJson)).toEqual({
    format: "aegis_json",
    entries: [
      {
        place: "entry 1",
        name: "Example",
        urls: [],
        apps: [],
        login: "ada@example.org",
        password: null,
        otp: "otpauth://totp/Example:ada%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example&algorithm=SHA256&digits=8&period=60",
        notes: null,
        left: [],
      },
    ],
    refused: [
      { place: "entry 2", name: "Counted", reason: "hotp_not_supported" },
      { place: "entry 3", name: "Steam", reason: "type_not_supported" },
    ],
  });
});

it("says of a file that is encrypted, foreign or damaged what it is", () => {
  const cases: [unknown, string, string | null][] = [
    ["", "empty", null],
    [" \r\n ", "empty", null],
    [
      { encrypted: true, passwordProtected: true, salt: "c2FsdA==", kdfType: 0, data: "2.x" },
      "bitwarden_encrypted",
      null,
    ],
    [{ ...aegisJson, header: { slots: [{}], params: {} }, db: "YmFzZTY0" }, "aegis_encrypted", null],
    [new Uint8Array([0x03, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5]), "keepass_database", null],
    [zipSync({ "word/document.xml": strToU8("<x/>") }), "unknown_format", null],
    [new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff]), "unknown_format", null],
    [{ some: "json" }, "unknown_format", null],
    ["<html><body></body></html>", "unknown_format", null],
    ["a,b,c\n1,2,3", "unknown_format", null],
    [JSON.stringify(bitwardenJson).slice(0, -10), "damaged", null],
    [keepassXml.slice(0, -20), "damaged", null],
    [onePux().slice(0, 200), "damaged", null],
    [`${chromeCsv}\r\nx,y,z,"never closed`, "damaged", "row 5"],
  ];
  for (const [content, refusal, place] of cases) expect(refusalOf(content)).toEqual({ refusal, place });
});

it("measures: the file, what is packed in it, the number of entries and each field", () => {
  const row = (password: string, notes = "") => `x,https://example.org,ada,${password},${notes}\n`;
  const head = "name,url,username,password,note\n";
  expect(refusalOf(new Uint8Array(32 * 1024 * 1024 + 1))?.refusal).toBe("too_large");
  expect(refusalOf(zipSync({ "export.data": new Uint8Array(40 * 1024 * 1024) }))?.refusal).toBe("too_large");
  expect(refusalOf(head + row("p").repeat(10_001))?.refusal).toBe("too_many_entries");
  const { entries, refused } = read(
    head + row("p".repeat(1024)) + row("p".repeat(1025)) + row("p", "n".repeat(10_001)),
  );
  expect([entries.length, refused.map(({ reason }) => reason)]).toEqual([1, ["too_long", "too_long"]]);
});

// A "billion laughs": entities that name each other grow to gigabytes where a parser replaces them.
it("replaces no entity that the document declares, and reads no file for one", () => {
  const doctype = '<!DOCTYPE KeePassFile [<!ENTITY a "aaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>';
  for (const name of ["a", "b"]) {
    const hostile = keepassXml.replace("<KeePassFile>", `${doctype}<KeePassFile>`).replace("Older", `&${name};`);
    expect(refusalOf(hostile)?.refusal).toBe("damaged");
  }
  expect(refusalOf(`<KeePassFile>${"<Root>".repeat(200_000)}`)?.refusal).toBe("damaged");
  expect(refusalOf(`{"encrypted":false,"items":${"[".repeat(200_000)}`)?.refusal).toBe("damaged");
});

// What the archive says of the size of a file is not true: unpacking must end there all the same.
it("unpacks no more than an archive says", () => {
  const honest = zipSync({ "export.data": new Uint8Array(8 * 1024 * 1024) });
  const view = new DataView(honest.buffer, honest.byteOffset);
  const directory = honest.length - 22 - 46 - "export.data".length;
  expect(view.getUint32(directory, true)).toBe(0x02014b50);
  view.setUint32(directory + 24, 100, true);
  expect(refusalOf(honest)).not.toBeNull();
});

it("never throws, whatever a file holds, and gives only what can be kept", () => {
  const samples = [bitwardenJson, aegisJson, onePasswordData].map((one) => JSON.stringify(one));
  const texts = [...samples, bitwardenCsv, chromeCsv, keepassXcCsv, keepassXml].map(bytesOf).concat(onePux());
  const damaged = fc
    .tuple(fc.constantFrom(...texts), fc.nat(), fc.uint8Array({ minLength: 0, maxLength: 12 }), fc.nat({ max: 40 }))
    .map(([bytes, at, put, cut]) => {
      const start = at % bytes.length;
      return Uint8Array.from([...bytes.slice(0, start), ...put, ...bytes.slice(start + cut)]);
    });
  const content = fc.oneof(
    damaged,
    fc.uint8Array({ maxLength: 400 }),
    fc.json().map((json) => bytesOf(`{"encrypted":false,"items":[${json}]}`)),
    fc.string({ unit: "binary", maxLength: 200 }).map((text) => bytesOf(`name,url,username,password\n${text}`)),
  );
  fc.assert(
    fc.property(content, (bytes) => {
      const result = readExport(bytes);
      if ("refusal" in result) return;
      for (const { name, login, password, otp } of result.entries) {
        expect(name).toMatch(/^[^\r\n]+$/);
        expect(login).toMatch(/^[^\r\n]*$/);
        expect(password ?? otp).not.toBeNull();
      }
    }),
    { numRuns: 400 },
  );
});
