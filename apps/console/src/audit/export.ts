// Downloading what the filters show: read as it comes, counted by lines, written to a file or kept until all is there.
import { openDownload } from "@hesper/contract/client";
import { sentenceOf, watched } from "../session/api.ts";
import type { Query } from "./audit.ts";

export const formats = {
  csv: { label: "CSV", mediaType: "text/csv", description: "CSV for spreadsheets" },
  jsonl: { label: "JSON Lines", mediaType: "application/jsonl", description: "JSON Lines for programs" },
} as const;
export type Format = keyof typeof formats;

export function fileNameOf(format: Format): string {
  return `hesper-audit.${format}`;
}

/** Where the file goes. Nothing is left of one that is abandoned. */
export interface Sink {
  readonly name: string;
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

interface SavePicker {
  showSaveFilePicker?: (options: {
    suggestedName: string;
    types: { description: string; accept: Record<string, string[]> }[];
  }) => Promise<FileSystemFileHandle>;
}

/**
 * Asks where to save, in browsers that can write to a file while it comes; the others get the whole file at the end.
 * Must be called by a click. @returns null when the person closed the question.
 */
export async function chooseSink(format: Format): Promise<Sink | null> {
  const { showSaveFilePicker } = window as SavePicker;
  const { description, mediaType } = formats[format];
  const suggestedName = fileNameOf(format);
  if (!showSaveFilePicker) return blobSink(format);
  try {
    const types = [{ description, accept: { [mediaType]: [`.${format}`] } }];
    const handle = await showSaveFilePicker.call(window, { suggestedName, types });
    const file = await handle.createWritable();
    return {
      name: handle.name,
      write: (bytes) => file.write(bytes),
      finish: () => file.close(),
      abandon: () => file.abort(),
    };
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    // Not allowed here, as in a frame or by a policy of the organisation.
    return blobSink(format);
  }
}

function blobSink(format: Format): Sink {
  let parts: Uint8Array<ArrayBuffer>[] = [];
  const name = fileNameOf(format);
  return {
    name,
    write: async (bytes) => {
      parts.push(bytes);
    },
    finish: async () => {
      saveBlob(new Blob(parts, { type: formats[format].mediaType }), name);
      parts = [];
    },
    abandon: async () => {
      parts = [];
    },
  };
}

export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun when the click returns; some browsers read the blob a moment later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export interface Progress {
  readonly events: number;
  /** Null: not known. The export itself may be one more. */
  readonly total: number | null;
}

export type Exported =
  | { readonly ok: true; readonly events: number }
  | { readonly ok: false; readonly sentence: string; readonly cancelled: boolean };

interface Exporting {
  readonly format: Format;
  readonly query: Query;
  readonly sink: Sink;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Never throws: what goes wrong is a sentence, and nothing is left of the file. */
export async function exportEvents({ format, query, sink, signal, onProgress }: Exporting): Promise<Exported> {
  const answer = await watched(openDownload("exportAuditEvents", { ...query, format }, signal));
  if (!answer.ok) return give(sink, signal, sentenceOf(answer));
  const total = totalOf(answer.response);
  let events = 0;
  try {
    for await (const lines of readLines(answer.response, format, sink)) {
      events = lines;
      onProgress({ events, total });
    }
    await sink.finish();
    return { ok: true, events };
  } catch {
    return give(sink, signal, `The download broke off after ${events.toLocaleString("en")} events. Try again.`);
  }
}

async function give(sink: Sink, signal: AbortSignal, sentence: string): Promise<Exported> {
  await sink.abandon().catch(() => {});
  return { ok: false, sentence, cancelled: signal.aborted };
}

function totalOf(response: Response): number | null {
  const total = Number(response.headers.get("x-total-lines") ?? Number.NaN);
  return Number.isInteger(total) ? total : null;
}

/** Passes the bytes on, and gives after each piece how many events have come. */
async function* readLines(response: Response, format: Format, sink: Sink): AsyncGenerator<number> {
  const reader = response.body?.getReader();
  if (!reader) throw new Error("The answer has no body.");
  let lines = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    await sink.write(value);
    lines += countLines(value);
    // The first line of a CSV file names the columns.
    yield format === "csv" ? Math.max(0, lines - 1) : lines;
  }
}

/** Lines end with a line feed, in both formats; no event has one inside. */
export function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}
