// The wire format of protocol buffers, as much as an export of accounts needs (protobuf.dev/programming-guides/encoding).
// Strict: a known field that is written twice or in another way makes the whole message unreadable, so that nothing of it is
// lost in silence. Fields that are not known are stepped over, as the format wants.

export type FieldKind = "varint" | "bytes" | "repeated bytes";

export interface Message {
  /** 64 bits as they stand; what is absent is 0 in this format. */
  readonly varints: ReadonlyMap<number, bigint>;
  /** Strings and messages within the message too. */
  readonly bytes: ReadonlyMap<number, readonly Uint8Array[]>;
}

const longestVarint = 10;
const largestTag = 0xffff_ffffn;
/** Wire types that are stepped over, with their length in bytes. */
const fixedLengths = new Map([
  [1, 8],
  [5, 4],
]);

/** @returns null for bytes that are no message of this shape. */
export function readMessage(data: Uint8Array, shape: ReadonlyMap<number, FieldKind>): Message | null {
  const varints = new Map<number, bigint>();
  const bytes = new Map<number, Uint8Array[]>();
  for (let at = 0; at < data.length; ) {
    const field = readField(data, at);
    if (!field) return null;
    at = field.end;
    const { number, value } = field;
    const kind = shape.get(number);
    if (kind === undefined) continue;
    if (kind === "varint") {
      if (typeof value !== "bigint" || varints.has(number)) return null;
      varints.set(number, value);
      continue;
    }
    const before = bytes.get(number) ?? [];
    if (!(value instanceof Uint8Array) || (kind === "bytes" && before.length > 0)) return null;
    // Added to, not copied: a message may have thousands.
    before.push(value);
    bytes.set(number, before);
  }
  return { varints, bytes };
}

interface Field {
  readonly number: number;
  /** Null for a number of fixed length, which no field that we know is. */
  readonly value: bigint | Uint8Array | null;
  readonly end: number;
}

function readField(data: Uint8Array, start: number): Field | null {
  const tag = readVarint(data, start);
  if (!tag || tag.value > largestTag) return null;
  const number = Number(tag.value >> 3n);
  const wireType = Number(tag.value & 7n);
  if (number === 0) return null;
  if (wireType === 0) {
    const varint = readVarint(data, tag.end);
    return varint && { number, ...varint };
  }
  const fixed = fixedLengths.get(wireType);
  if (fixed !== undefined) return tag.end + fixed <= data.length ? { number, value: null, end: tag.end + fixed } : null;
  // 3 and 4 were groups, which nobody writes any more; 6 and 7 mean nothing.
  if (wireType !== 2) return null;
  const length = readVarint(data, tag.end);
  if (!length || length.value > BigInt(data.length - length.end)) return null;
  const end = length.end + Number(length.value);
  return { number, value: data.subarray(length.end, end), end };
}

function readVarint(data: Uint8Array, start: number): { readonly value: bigint; readonly end: number } | null {
  let value = 0n;
  for (let count = 0; count < longestVarint; count += 1) {
    const byte = data[start + count];
    if (byte === undefined) return null;
    value |= BigInt(byte & 127) << BigInt(7 * count);
    if (byte < 128) return value < 1n << 64n ? { value, end: start + count + 1 } : null;
  }
  return null;
}
