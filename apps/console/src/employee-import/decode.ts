// From the bytes of a file to its text: UTF-8, UTF-16 or Windows-1252, whichever they are.

/** Zip, as spreadsheets of today, and the compound files of those of yesterday. */
const spreadsheets = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
];

export type Decoded = { readonly text: string; readonly encoding: string } | { readonly problem: string };

export function decodeText(bytes: Uint8Array): Decoded {
  if (spreadsheets.some((mark) => mark.every((byte, at) => bytes[at] === byte))) {
    return { problem: "This is a workbook of a spreadsheet program. Save the sheet as CSV, and choose that file." };
  }
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  if (text.includes("\u0000")) return { problem: "This is no table in text. Choose a CSV file." };
  return { text, encoding: names[encoding] };
}

const names = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16",
  "windows-1252": "Windows-1252",
} as const;

function encodingOf(bytes: Uint8Array): keyof typeof names {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  // Without a mark: every other byte of a heading in UTF-16 is zero.
  if (bytes[1] === 0 && bytes[3] === 0 && bytes[0] !== 0) return "utf-16le";
  if (bytes[0] === 0 && bytes[2] === 0 && bytes[1] !== 0) return "utf-16be";
  return isUtf8(bytes) ? "utf-8" : "windows-1252";
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
