// Reads an export of another program: which one it is is seen by its content. Runs in browsers and Node, and sends nothing.
import { isAegis, readAegis } from "./aegis.ts";
import { isBitwarden, readBitwarden } from "./bitwarden.ts";
import { readCsv } from "./csv.ts";
import { Entries } from "./entry.ts";
import { type Export, type ExportFormat, ExportProblem, type RefusedExport } from "./export.ts";
import { readKeePassXml } from "./keepass-xml.ts";
import { isOnePassword, readOnePassword } from "./one-password.ts";
import { isZip, readFromZip } from "./zip.ts";

/** Bytes of the file, and of what is packed in it. */
export const longestExportBytes = 32 * 1024 * 1024;

/**
 * @returns all entries with the reasons against those that cannot be taken; or why nothing of the file can. Never throws.
 */
export function readExport(bytes: Uint8Array): Export | RefusedExport {
  const found = new Entries();
  try {
    const format = readInto(found, bytes);
    return { format, entries: found.entries, refused: found.refused };
  } catch (error) {
    // Whatever a parser throws quotes the file, and is not passed on.
    if (error instanceof ExportProblem) return { refusal: error.refusal, place: error.place };
    return { refusal: "damaged", place: null };
  }
}

function readInto(found: Entries, bytes: Uint8Array): ExportFormat {
  if (bytes.length === 0) throw new ExportProblem("empty");
  if (bytes.length > longestExportBytes) throw new ExportProblem("too_large");
  if (isKeePassDatabase(bytes)) throw new ExportProblem("keepass_database");
  if (isZip(bytes)) return readZip(found, bytes);
  const text = textOf(bytes);
  if (text.trim() === "") throw new ExportProblem("empty");
  if (/^\s*[{[]/.test(text)) return readJson(found, text);
  if (/^\s*</.test(text)) return readKeePassXml(found, text);
  return readCsv(found, text);
}

/** Both versions of KDBX, and KDB. */
function isKeePassDatabase(bytes: Uint8Array): boolean {
  return [0x03, 0xd9, 0xa2, 0x9a].every((byte, at) => bytes[at] === byte);
}

function readZip(found: Entries, bytes: Uint8Array): ExportFormat {
  // 1PUX; and what Bitwarden exports together with attachments.
  const packed = readFromZip(bytes, ["export.data", "data.json"], longestExportBytes);
  if (packed === null) throw new ExportProblem("unknown_format");
  return readJson(found, textOf(packed));
}

function readJson(found: Entries, text: string): ExportFormat {
  const value: unknown = JSON.parse(text);
  if (isBitwarden(value)) return readBitwarden(found, value);
  if (isOnePassword(value)) return readOnePassword(found, value);
  if (isAegis(value)) return readAegis(found, value);
  throw new ExportProblem("unknown_format");
}

function textOf(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new ExportProblem("unknown_format");
  }
}
