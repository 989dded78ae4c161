// Sending the rows of a file in pieces, one after the other.
import { importLimits } from "@hesper/contract";
import { api, sentenceOf, watched } from "../session/api.ts";
import { type Matching, matchedOf } from "./columns.ts";
import type { Table } from "./table.ts";

/** Leaves room for what is around the rows. */
const mostBytes = importLimits.requestBytes - 4096;

export interface Piece {
  /** Number of the first row, from 1. */
  readonly from: number;
  readonly rows: string[][];
}

export function* piecesOf(
  rows: Iterable<readonly string[]>,
  cellsOf: (row: readonly string[]) => string[],
): Generator<Piece> {
  const encoder = new TextEncoder();
  let from = 1;
  let piece: string[][] = [];
  let bytes = 0;
  for (const row of rows) {
    const cells = cellsOf(row);
    const length = encoder.encode(JSON.stringify(cells)).length + 1;
    if (piece.length === importLimits.rowsAtOnce || (piece.length > 0 && bytes + length > mostBytes)) {
      yield { from, rows: piece };
      from += piece.length;
      piece = [];
      bytes = 0;
    }
    piece.push(cells);
    bytes += length;
  }
  if (piece.length > 0) yield { from, rows: piece };
}

export type Sent = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly sentence: string };

interface Sending {
  readonly table: Table;
  readonly matching: Matching;
  readonly signal: AbortSignal;
  readonly onProgress: (rows: number) => void;
}

/** Never throws. What was sent of one that is given up is discarded. */
export async function sendTable({ table, matching, signal, onProgress }: Sending): Promise<Sent> {
  const { columns, cellsOf } = matchedOf(matching);
  const fileName = [...table.fileName].slice(-200).join("");
  const begun = await watched(api.beginEmployeeImport({ body: { fileName, columns } }));
  if (!begun.ok) return { ok: false, sentence: sentenceOf(begun) };
  const { id } = begun.body;
  const give = (sentence: string): Sent => {
    void api.discardEmployeeImport({ params: { id } });
    return { ok: false, sentence };
  };
  for (const piece of piecesOf(table.rows, cellsOf)) {
    const answer = await again(signal, () => api.sendImportedRows({ params: { id }, body: piece }));
    if (signal.aborted) return give("");
    if (!answer.ok) return give(sentenceOf(answer));
    onProgress(answer.body.rows);
  }
  const rows = table.rows.length;
  const checked = await again(signal, () => api.checkEmployeeImport({ params: { id }, body: { rows } }));
  return checked.ok ? { ok: true, id } : give(sentenceOf(checked));
}

const attempts = 4;
const pauseMs = 1500;

/** The server may be restarting; to send rows twice changes nothing. */
async function again<A extends { readonly ok: boolean }>(signal: AbortSignal, ask: () => Promise<A>): Promise<A> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await watched(ask());
    const isOut = "code" in answer && ["unreachable", "overloaded"].includes(String(answer.code));
    if (!isOut || attempt === attempts || signal.aborted) return answer;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
