// What is in a backup before it is encrypted: lines of JSON. A head, each table with its rows, and an end with the sum of
// all that stands before it, so that a part is never taken for the whole. See docs/decisions/0011-backup-format.md.
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Handle } from "../database/database.ts";
import { countRows, describeTables, encodeRow, type Row, readPages } from "../database/dump.ts";
import { BackupProblem } from "./problem.ts";

const formatVersion = 1;

const head = z.strictObject({
  format: z.literal("hesper backup"),
  formatVersion: z.literal(formatVersion),
  /** The version of the program that made it. */
  program: z.string(),
  /** The name of the newest migration of the tables. */
  schema: z.string(),
  engine: z.enum(["sqlite", "postgres"]),
  madeAt: z.iso.datetime(),
  /** Id of the master key that the data keys are wrapped with. Null: there are no data keys. */
  masterKeyId: z.string().nullable(),
  /** The master key itself, Base64, where it was asked for. */
  masterKey: z.string().nullable(),
  /** In the order in which they are filled. */
  tables: z.array(
    z.strictObject({ name: z.string(), columns: z.array(z.string()).min(1), rows: z.int().nonnegative() }),
  ),
});
export type BackupHead = z.infer<typeof head>;
export type BackupTable = BackupHead["tables"][number];

const end = z.strictObject({ rows: z.int().nonnegative(), sha256: z.string() });
const rowOfValues = z.array(z.union([z.string(), z.int(), z.null()]));

export function totalRows({ tables }: BackupHead): number {
  return tables.reduce((sum, table) => sum + table.rows, 0);
}

/** What of the head is known without looking at the tables. */
export type HeadStart = Omit<BackupHead, "format" | "formatVersion" | "tables">;

/** All that is in a database, as bytes. Give it a handle that reads at one moment. */
export async function* writeBackup(
  db: Handle,
  { start, onHead = () => {}, onRows = () => {} }: WriteRequest,
): AsyncGenerator<Uint8Array> {
  const shapes = await describeTables(db);
  const tables: BackupTable[] = [];
  for (const shape of shapes) {
    tables.push({ name: shape.name, columns: [...shape.columns], rows: await countRows(db, shape) });
  }
  const made: BackupHead = { format: "hesper backup", formatVersion, ...start, tables };
  onHead(made);
  const hash = createHash("sha256");
  const bytesOf = (text: string) => {
    const bytes = Buffer.from(text, "utf8");
    hash.update(bytes);
    return bytes;
  };
  yield bytesOf(lineOf(made));
  for (const shape of shapes) {
    yield bytesOf(lineOf({ table: shape.name }));
    for await (const page of readPages(db, shape)) {
      yield bytesOf(page.map(encodeRow).join(""));
      onRows(page.length);
    }
  }
  yield Buffer.from(lineOf({ rows: totalRows(made), sha256: hash.digest("hex") }), "utf8");
}

export interface WriteRequest {
  readonly start: HeadStart;
  readonly onHead?: (head: BackupHead) => void;
  /** Told how many rows more were written. */
  readonly onRows?: (rows: number) => void;
}

function lineOf(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** Longer than any row: what has no end of line is no backup, and must not fill the memory. */
const longestLineBytes = 64 * 1024 * 1024;
const newline = 0x0a;

const cutOff = "The backup is cut off: its end is missing.";
const damaged = "The backup is damaged: what is in it is not what was put there.";

/** Lines without their end, one after the other, from bytes that come in pieces of any length. */
class Lines {
  readonly #bytes: AsyncIterator<Uint8Array>;
  #left: Buffer = Buffer.alloc(0);

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#bytes = bytes[Symbol.asyncIterator]();
  }

  /** Null: nothing more comes. Throws where the last line has no end. */
  async next(): Promise<Buffer | null> {
    const parts: Buffer[] = [];
    let length = 0;
    for (;;) {
      const at = this.#left.indexOf(newline);
      if (at >= 0) {
        parts.push(this.#left.subarray(0, at));
        this.#left = this.#left.subarray(at + 1);
        return Buffer.concat(parts);
      }
      parts.push(this.#left);
      length += this.#left.length;
      if (length > longestLineBytes) throw new BackupProblem(damaged);
      const { done, value } = await this.#bytes.next();
      if (done) {
        if (length > 0) throw new BackupProblem(cutOff);
        return null;
      }
      this.#left = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
  }

  async close(): Promise<void> {
    await this.#bytes.return?.();
  }
}

/** How many rows are handed on at once. */
const rowsAtOnce = 500;

/** Reads a backup from its beginning to its end, once: the head, then the tables in their order, then the end. */
export class BackupReader {
  readonly head: BackupHead;
  readonly #lines: Lines;
  readonly #hash = createHash("sha256");

  private constructor(read: BackupHead, lines: Lines, line: Buffer) {
    this.head = read;
    this.#lines = lines;
    this.#hash.update(line).update("\n");
  }

  /** Throws `BackupProblem` where it is none, or one of a newer version. */
  static async open(bytes: AsyncIterable<Uint8Array>): Promise<BackupReader> {
    const lines = new Lines(bytes);
    const line = await lines.next();
    if (line === null) throw new BackupProblem("The backup is empty.");
    const read = parsed(line) as Partial<BackupHead> | null;
    if (read?.format !== "hesper backup") throw new BackupProblem("This is no backup of Hesper.");
    if (Number(read.formatVersion) > formatVersion) {
      const made = `made by a newer version of Hesper (${read.program})`;
      throw new BackupProblem(`The backup was ${made}. Install that version or newer.`);
    }
    const checked = head.safeParse(read);
    if (!checked.success) throw new BackupProblem(damaged);
    return new BackupReader(checked.data, lines, line);
  }

  /** The rows of the next table, in pages. All tables are read, in the order of the head. */
  async *rows(
    table: Readonly<Pick<BackupTable, "name" | "rows">> & { readonly columns: readonly string[] },
  ): AsyncGenerator<Row[]> {
    if ((parsed(await this.#next()) as { table?: unknown } | null)?.table !== table.name) {
      throw new BackupProblem(damaged);
    }
    let page: Row[] = [];
    for (let at = 0; at < table.rows; at += 1) {
      const row = rowOfValues.safeParse(parsed(await this.#next()));
      if (!row.success || row.data.length !== table.columns.length) throw new BackupProblem(damaged);
      page.push(row.data);
      if (page.length < rowsAtOnce) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  /** After the last table: compares the sum. Throws `BackupProblem` where something is missing, changed or added. */
  async finish(): Promise<void> {
    const line = await this.#lines.next();
    if (line === null) throw new BackupProblem(cutOff);
    const read = end.safeParse(parsed(line));
    const sha256 = this.#hash.digest("hex");
    if (!read.success || read.data.sha256 !== sha256 || read.data.rows !== totalRows(this.head)) {
      throw new BackupProblem(damaged);
    }
    if ((await this.#lines.next()) !== null) throw new BackupProblem(damaged);
  }

  /** Whoever stops before the end lets go of the file. */
  async close(): Promise<void> {
    await this.#lines.close();
  }

  async #next(): Promise<Buffer> {
    const line = await this.#lines.next();
    if (line === null) throw new BackupProblem(cutOff);
    this.#hash.update(line).update("\n");
    return line;
  }
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch {
    return null;
  }
}
