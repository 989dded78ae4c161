// Writes exports as Google Authenticator does, and anything that one could be damaged into.

export interface WrittenEntry {
  readonly secret: Uint8Array;
  readonly name?: string;
  readonly issuer?: string;
  readonly algorithm?: number;
  readonly digits?: number;
  readonly type?: number;
  readonly counter?: bigint;
}

export interface WrittenBatch {
  readonly version?: number;
  readonly batchSize?: number;
  readonly batchIndex?: number;
  readonly batchId?: number;
}

export function migrationUri(entries: readonly WrittenEntry[], batch: WrittenBatch = {}): string {
  return migrationUriOf(migrationPayload(entries, batch));
}

export function migrationUriOf(payload: Uint8Array): string {
  return `otpauth-migration://offline?data=${encodeURIComponent(Buffer.from(payload).toString("base64"))}`;
}

export function migrationPayload(entries: readonly WrittenEntry[], batch: WrittenBatch = {}): Uint8Array {
  return Buffer.concat([
    ...entries.map((entry) => bytesField(1, migrationEntry(entry))),
    numberField(2, batch.version),
    numberField(3, batch.batchSize),
    numberField(4, batch.batchIndex),
    numberField(5, batch.batchId),
  ]);
}

export function migrationEntry(entry: WrittenEntry): Uint8Array {
  return Buffer.concat([
    bytesField(1, entry.secret),
    entry.name === undefined ? new Uint8Array() : bytesField(2, new TextEncoder().encode(entry.name)),
    entry.issuer === undefined ? new Uint8Array() : bytesField(3, new TextEncoder().encode(entry.issuer)),
    numberField(4, entry.algorithm),
    numberField(5, entry.digits),
    numberField(6, entry.type),
    numberField(7, entry.counter),
  ]);
}

export function bytesField(number: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

/** @returns nothing for a number that is absent. */
export function numberField(number: number, value: number | bigint | undefined): Uint8Array {
  return value === undefined ? new Uint8Array() : Buffer.concat([varint(number * 8), varint(value)]);
}

/** Negative numbers take ten bytes in this format. */
export function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Uint8Array.from([...bytes, Number(rest)]);
}
