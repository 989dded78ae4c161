// The parts of an address as it was typed. `URL` would move characters about, and then no place could be named.

export interface Parameter {
  readonly name: string;
  /** As typed, percent signs and all. */
  readonly raw: string;
  /** Where `raw` begins in the text, in UTF-16 units. */
  readonly index: number;
}

export interface UriParts {
  /** In lower case. */
  readonly scheme: string;
  readonly host: string;
  /** Without the first slash, as typed. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
}

const shape = /^\s*([a-z][a-z0-9+.-]{0,63}):\/\/([^/?#\s]*)(?:\/([^?#]*))?(?:\?([^#]*))?/i;

/** @returns null for a text that is no address of the shape scheme://host/path?parameters. */
export function splitUri(text: string): UriParts | null {
  const [, scheme = "", host = "", path = "", query = ""] = shape.exec(text.trimEnd()) ?? [];
  if (scheme === "") return null;
  return { scheme: scheme.toLowerCase(), host, path, parameters: parametersIn(query, text.indexOf("?") + 1) };
}

function parametersIn(query: string, start: number): Parameter[] {
  let index = start;
  return query.split("&").map((part) => {
    const [name = ""] = part.split("=", 1);
    const parameter = { name, raw: part.slice(name.length + 1), index: index + name.length + 1 };
    index += part.length + 1;
    return parameter;
  });
}

/** A plus sign is itself, not a space (D-10). @returns null for a wrong percent sign, and for bytes that are not UTF-8. */
export function decodePercent(raw: string): string | null {
  try {
    return decodeURIComponent(raw);
  } catch {
    return null;
  }
}

/** Where in `raw`, which can be decoded, the character begins that stands at `decodedIndex` when it is decoded. */
export function indexInRaw(raw: string, decodedIndex: number): number {
  // One character each: the first byte of UTF-8 tells how many follow.
  const characters = raw.match(/%[0-7].|%[cd].%..|%e.%..%..|%f.%..%..%..|./gisu) ?? [];
  let before = 0;
  let index = 0;
  for (const character of characters) {
    if (before >= decodedIndex) break;
    before += decodeURIComponent(character).length;
    index += character.length;
  }
  return index;
}
