// Keeps the latest signed head in a file, on another disk: what was sealed before cannot be rewritten unnoticed.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { AuditHead } from "@hesper/contract";
import { auditHead } from "@hesper/contract";
import type { FastifyBaseLogger } from "fastify";
import { findHead, type SealDeps } from "./seals.ts";
import { holdsHead } from "./verify.ts";

/** Throws an `Error` that says what is wrong with the file. */
export function readHeadFile(file: string): AuditHead {
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Error(`${file} cannot be read as a head of the audit.`);
  }
  const head = auditHead.safeParse(read);
  if (!head.success) throw new Error(`${file} is no head of the audit.`);
  return head.data;
}

/**
 * Writes the head when it has moved on. A head in the file that the chain does not hold stays there, and is reported:
 * it is the evidence that the chain was cut off or rewritten.
 */
export async function keepHeadInFile(deps: SealDeps & { logger: FastifyBaseLogger }, file: string): Promise<void> {
  const head = await findHead(deps.db, deps.keyring);
  if (head === null && !existsSync(file)) return;
  const kept = existsSync(file) ? readHeadFile(file) : null;
  if (kept !== null && !(await holdsHead(deps.db, kept))) {
    deps.logger.error(
      { file, seal: kept.seal },
      "The audit does not hold the head that is kept in the file: it was cut off or rewritten. Run: hesper audit verify",
    );
    return;
  }
  if (head === null || (kept !== null && kept.seal >= head.seal)) return;
  const beside = `${file}.${process.pid}.new`;
  writeFileSync(beside, `${JSON.stringify(head)}\n`, { mode: 0o600, flush: true });
  renameSync(beside, file);
}
