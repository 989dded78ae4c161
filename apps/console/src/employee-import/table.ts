// A chosen file as a table: headings and rows, or a sentence on why it is none.
import { importLimits } from "@hesper/contract";
import { parse } from "papaparse";
import { decodeText } from "./decode.ts";

export interface Table {
  readonly fileName: string;
  readonly encoding: string;
  readonly headings: readonly string[];
  /** Without the headings and without empty rows at the end. Those in between stay, so that rows keep their numbers. */
  readonly rows: readonly (readonly string[])[];
}

export type Read = { readonly table: Table } | { readonly problem: string };

export async function readTable(file: File): Promise<Read> {
  if (file.size === 0) return { problem: "The file is empty." };
  if (file.size > importLimits.fileBytes) {
    return { problem: `The file is larger than ${importLimits.fileBytes / 1024 / 1024} MB. Cut it into several.` };
  }
  try {
    return tableOf(file.name, new Uint8Array(await file.arrayBuffer()));
  } catch {
    return { problem: "The file could not be read. It may have been moved or changed: choose it again." };
  }
}

export function tableOf(fileName: string, bytes: Uint8Array): Read {
  const decoded = decodeText(bytes);
  if ("problem" in decoded) return decoded;
  // What separates is seen by the first rows, without empty ones, which have no cells.
  const { delimiter } = parse<string[]>(decoded.text, { preview: 10, skipEmptyLines: "greedy" }).meta;
  const { data, errors } = parse<string[]>(decoded.text, { delimiter });
  const open = errors.find(({ code }) => code === "MissingQuotes");
  if (open) return { problem: `A quotation mark is opened in row ${(open.row ?? 0) + 1} and never closed.` };
  const [headings = [], ...rows] = data;
  while (rows.length > 0 && isEmpty(rows.at(-1) ?? [])) rows.pop();
  if (isEmpty(headings)) return { problem: "The first row is empty. It should name the columns." };
  if (rows.length === 0)
    return { problem: "There is only one row, which should name the columns. Nobody is in the file." };
  if (rows.length > importLimits.rows) {
    const most = importLimits.rows.toLocaleString("en");
    return {
      problem: `The file has ${rows.length.toLocaleString("en")} rows; ${most} can be imported at once. Cut it.`,
    };
  }
  return { table: { fileName, encoding: decoded.encoding, headings: headings.map((text) => text.trim()), rows } };
}

function isEmpty(row: readonly string[]): boolean {
  return row.every((cell) => cell.trim() === "");
}
