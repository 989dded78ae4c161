// The steps of an import: choosing, previewing, running, over. Nothing of the file is kept when the dialogue is left.
import {
  type ExportFormat,
  exportRefusals,
  longestExportBytes,
  type RefusedEntry,
  readExport,
} from "@hesper/vault/import";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { refreshedByAccounts } from "../accounts/accounts.ts";
import type { Owner } from "../accounts/recipients.ts";
import { newAccountId, sentenceOfFailure } from "../accounts/sealing.ts";
import { createAccount, sealerOf } from "../accounts/use-create-account.ts";
import { api, RefusedError } from "../session/api.ts";
import { type PlannedAccount, planAccount } from "./plan.ts";
import { type ImportDoor, type ImportItem, importAll } from "./run.ts";

export interface ImportPlan {
  readonly format: ExportFormat;
  readonly rows: readonly PlannedAccount[];
  readonly refused: readonly RefusedEntry[];
}

type Stage = "choosing" | "previewing" | "running" | "over";

async function readPlan(file: Blob): Promise<ImportPlan | string> {
  if (file.size > longestExportBytes) return exportRefusals.too_large;
  const read = readExport(new Uint8Array(await file.arrayBuffer()));
  if ("refusal" in read) {
    return `${exportRefusals[read.refusal]}${read.place === null ? "" : ` It is damaged at ${read.place}.`}`;
  }
  return { format: read.format, rows: read.entries.map(planAccount), refused: read.refused };
}

/** One set of recipients serves all; where the keys change meanwhile, the server says so and they are loaded anew. */
function doorTo(owner: Owner): ImportDoor {
  const seal = sealerOf(owner);
  return {
    create: async (item) => {
      await createAccount(owner, item, seal);
    },
    exists: async (id) => (await api.getAccount({ params: { id } })).ok,
    isItsOwn: (error) => error instanceof RefusedError && error.refusal.code === "invalid_request",
  };
}

const nothing = { created: 0, failures: [] as { name: string; sentence: string }[], left: [] as readonly ImportItem[] };

export type ImportRun = ReturnType<typeof useImport>;

export function useImport(employee: Owner) {
  const queries = useQueryClient();
  const [stage, setStage] = useState<Stage>("choosing");
  const [plan, setPlan] = useState<ImportPlan | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [problem, setProblem] = useState("");
  const [reads, setReads] = useState(false);
  const [progress, setProgress] = useState({ done: 0, total: 0 });
  const [outcome, setOutcome] = useState(nothing);
  const stopper = useRef(new AbortController());
  // Whoever leaves the page stops it; what is created stays.
  useEffect(() => () => stopper.current.abort(), []);

  const read = async (file: Blob) => {
    setReads(true);
    setProblem("");
    const found = await readPlan(file).catch(() => "The file could not be read. Choose it again.");
    setReads(false);
    if (typeof found === "string") return setProblem(found);
    setPlan(found);
    setChosen(new Set(found.rows.flatMap(({ obstacle }, index) => (obstacle === null ? [index] : []))));
    setStage("previewing");
  };
  const run = async (items: readonly ImportItem[], before: typeof nothing) => {
    stopper.current = new AbortController();
    const { signal } = stopper.current;
    setProblem("");
    setStage("running");
    setProgress({ done: 0, total: items.length });
    const onProgress = (done: number) => setProgress({ done, total: items.length });
    const { created, failed, left, stoppedBy } = await importAll(items, doorTo(employee), { signal, onProgress });
    const nameOf = (id: string) => items.find((item) => item.id === id)?.details.name ?? "";
    const failures = failed.map(({ id, error }) => ({ name: nameOf(id), sentence: sentenceOfFailure(error) }));
    setOutcome({ created: before.created + created.length, failures: [...before.failures, ...failures], left });
    setProblem(sentenceOfFailure(stoppedBy));
    setStage("over");
    for (const name of refreshedByAccounts) void queries.invalidateQueries({ queryKey: [name] });
  };
  const begin = () => {
    const rows = (plan?.rows ?? []).filter((_, index) => chosen.has(index));
    void run(
      rows.map(({ details, secrets }) => ({ id: newAccountId(), details, secrets })),
      nothing,
    );
  };
  return {
    stage,
    plan,
    chosen,
    choose: setChosen,
    problem,
    reads,
    read,
    begin,
    goOn: () => void run(outcome.left, outcome),
    stop: () => stopper.current.abort(),
    startAgain: () => {
      setPlan(null);
      setStage("choosing");
    },
    ...progress,
    created: outcome.created,
    failures: outcome.failures,
    left: outcome.left.length,
  };
}
