// A signed head in a file: reading one, and replacing one so that there is always a whole one.
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import type { AuditHead } from "@hesper/contract";
import { auditHead } from "@hesper/contract";
import type { Random } from "../security/random.ts";

/** Null: there is no file. Throws an `Error` that says what is wrong with the file. */
export async function findHeadFile(file: string): Promise<AuditHead | null> {
  let read: unknown;
  try {
    read = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new Error(`${file} cannot be read as a head of the audit.`, { cause: error });
  }
  const head = auditHead.safeParse(read);
  if (!head.success) throw new Error(`${file} is no head of the audit.`);
  return head.data;
}

/** As above, and throws where there is no file. */
export async function readHeadFile(file: string): Promise<AuditHead> {
  const head = await findHeadFile(file);
  if (head === null) throw new Error(`${file} cannot be read as a head of the audit.`);
  return head;
}

/** Whoever reads the file, or whatever happens meanwhile: the head before is there, or this one. */
export async function replaceHeadFile(file: string, head: AuditHead, random: Random): Promise<void> {
  // A name that no other server takes, also where the file is on a disk that they share.
  const beside = `${file}.${Buffer.from(random.bytes(6)).toString("hex")}.new`;
  try {
    await writeFile(beside, `${JSON.stringify(head)}\n`, { mode: 0o600, flush: true });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw error;
  }
}
