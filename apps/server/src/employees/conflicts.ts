// What whoever saw an older revision of an employee is told: who changed what meanwhile, and when.
import type { Tx } from "../database/database.ts";
import type { Employee } from "./employee.ts";
import * as store from "./store.ts";

const words: Record<string, string> = {
  external_id: "external id",
  company_id: "company",
  department_id: "department",
  position_id: "position",
};

export async function sentenceOfConflict(tx: Tx, { id, name }: Employee, seenRevision: number): Promise<string> {
  const changes = await store.listChanges(tx, id, seenRevision);
  const next = "Look again, and repeat your change.";
  const latest = changes[0];
  if (!latest) return `Somebody changed ${name} meanwhile. ${next}`;
  const fields = [...new Set(changes.flatMap((one) => one.fields.split(",")))].filter((field) => field !== "");
  const authors = [...new Set(changes.map((one) => one.changed_by))].filter((one) => one !== null);
  const known = await store.findByIds(tx, authors);
  const who = known.length === 0 ? "Somebody" : known.map((one) => one.name).join(" and ");
  const what = fields.map((field) => words[field] ?? field);
  const when = `${new Date(latest.changed_at).toISOString().slice(0, 16).replace("T", " at ")} UTC`;
  const changed = what.length === 0 ? name : `${listOf(what)} of ${name}`;
  return `${who} changed ${changed} meanwhile, last on ${when}. ${next}`;
}

function listOf(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
