// Keeps the latest signed head in a file, on another disk: what was sealed before cannot be rewritten unnoticed.
import type { AuditHead, AuditHeadTrouble } from "@hesper/contract";
import type { FastifyBaseLogger } from "fastify";
import { raiseAlarm } from "./head-alarm.ts";
import { findHeadFile, replaceHeadFile } from "./head-file.ts";
import { findHead, isSound, type SealDeps } from "./seals.ts";
import { holdsHead } from "./verify.ts";

export interface HeadKeeper {
  /** Writes the head when it has moved on. */
  keep(): Promise<void>;
  /** What is wrong with what is kept; null: nothing. Looks at no disk, which may hang. */
  findTrouble(): Promise<AuditHeadTrouble | null>;
}

export type HeadKeeperDeps = SealDeps & { readonly logger: FastifyBaseLogger };

/** A seal is given so long to get into the file. */
const longestDelayMs = 300_000;

const words = {
  lost: "The audit does not hold the head that is kept in the file: it was cut off or rewritten. Run: hesper audit verify",
  unreadable:
    "The file for the head of the audit cannot be read, or holds something else. If it is damaged, move it away",
  unwritable: "The head of the audit cannot be written to the file",
  unsound: "The end of the audit is not signed by this server, and is not kept. Run: hesper audit verify",
};

/**
 * A head in the file that the chain does not hold stays there, and people are told: it is the evidence that the chain
 * was cut off or rewritten.
 */
export function createHeadKeeper(deps: HeadKeeperDeps, file: string): HeadKeeper {
  const { db, ids, keyring, logger } = deps;
  let trouble: "lost" | "unreadable" | null = null;
  /** Number of the last seal that is known to be kept. Nothing is known before the first look. */
  let keptSeal = 0;
  const startedAtMs = ids.clock.nowMs();
  let logged = "";

  /** Once, not at every turn, whatever the database says of what was told. */
  const tell = (what: keyof typeof words | null, more: { seal?: number; err?: unknown } = {}) => {
    const saying = what === null ? "" : `${what} ${more.seal ?? ""}`;
    if (what !== null && saying !== logged) logger.error({ file, ...more }, words[what]);
    logged = saying;
    trouble = what === "lost" || what === "unreadable" ? what : null;
  };

  const read = async (): Promise<AuditHead | null | "unreadable"> => {
    try {
      return await findHeadFile(file);
    } catch (err) {
      tell("unreadable", { err });
      return "unreadable";
    }
  };

  const keep = async () => {
    const head = await findHead(db, keyring);
    const kept = await read();
    if (kept === "unreadable") return;
    if (kept !== null && !(await holdsHead(db, kept))) {
      tell("lost", { seal: kept.seal });
      return raiseAlarm(deps, kept);
    }
    keptSeal = kept?.seal ?? 0;
    if (head === null || keptSeal >= head.seal) return tell(null);
    if (!isSound(head)) return tell("unsound", { seal: head.seal });
    try {
      await replaceHeadFile(file, head, ids.random);
    } catch (err) {
      return tell("unwritable", { err });
    }
    keptSeal = head.seal;
    tell(null);
  };

  const findTrouble = async () => {
    if (trouble !== null) return trouble;
    const head = await findHead(db, keyring);
    if (head === null || head.seal <= keptSeal) return null;
    const waitingSinceMs = Math.max(startedAtMs, Date.parse(head.sealedAt));
    return waitingSinceMs < ids.clock.nowMs() - longestDelayMs ? "behind" : null;
  };

  return { keep, findTrouble };
}
