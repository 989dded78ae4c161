// Replacing the organisation key. What is sealed from now on is sealed to the new one; a browser that has the old
// identity seals the rest again; then the old one is forgotten.
import { type Handle, inSnapshot } from "../database/database.ts";
import type { OrganisationKeyId } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import { type NewKey, readNewKey } from "./form.ts";
import {
  alone,
  countSealedTo,
  findKeys,
  keep,
  nameOf,
  type OrganisationKeyDeps,
  obstacleToNew,
  record,
} from "./service.ts";
import * as store from "./store.ts";

type ByAdministrator = "not_authenticated" | "forbidden";

export interface Progress {
  readonly total: number;
  readonly done: number;
}

/** The keys in use, and how much is sealed to each, at one moment. */
export async function readState(
  deps: OrganisationKeyDeps,
): Promise<{ current: store.KeyRow | null; replaced: store.KeyRow | null; progress: Progress }> {
  return inSnapshot(deps.db, async (tx) => {
    const { current, replaced } = await findKeys(tx);
    const progress = current && replaced ? await progressOf(deps, tx, current.id, replaced.id) : { total: 0, done: 0 };
    return { current, replaced, progress };
  });
}

async function progressOf(
  deps: OrganisationKeyDeps,
  db: Handle,
  current: OrganisationKeyId,
  replaced: OrganisationKeyId,
): Promise<Progress> {
  const already = await countSealedTo(deps, db, current);
  return { total: already + (await countSealedTo(deps, db, replaced)), done: already };
}

export async function beginReplacement(
  deps: OrganisationKeyDeps,
  caller: Caller,
  { replaces, ...made }: NewKey & { replaces: OrganisationKeyId },
): Promise<Result<null, "invalid_request" | "conflict" | ByAdministrator>> {
  const kind = readNewKey(made);
  if (!kind.ok) return kind;
  return alone(deps, caller, async (tx) => {
    const { current, replaced } = await findKeys(tx);
    if (replaced) {
      const by = await nameOf(tx, current?.created_by ?? null);
      return refuse("conflict", `${by} has begun to replace the key. Go on with that, or give it up first.`);
    }
    if (current?.id !== replaces) return refuse("conflict", "This is not the organisation key any more. Reload.");
    const obstacle = await obstacleToNew(deps, tx, { ...made, kind: kind.value });
    if (obstacle) return obstacle;
    await store.move(tx, replaces, { from: "current", to: "replaced" });
    const id = await keep(deps, tx, { caller, made, kind: kind.value });
    const detail = { key: id, replaces, kind: kind.value };
    await record(deps, tx, caller, { type: "organisation_key.replacement_begun", detail });
    return done(null);
  });
}

export async function finishReplacement(
  deps: OrganisationKeyDeps,
  caller: Caller,
  id: OrganisationKeyId,
): Promise<Result<null, "conflict" | ByAdministrator>> {
  return alone(deps, caller, async (tx) => {
    const { current, replaced } = await findKeys(tx);
    if (!current || replaced?.id !== id) return refuse("conflict", "The replacement is over already. Reload.");
    const left = await countSealedTo(deps, tx, id);
    if (left > 0) {
      const accounts = left === 1 ? "1 account is" : `${left} accounts are`;
      return refuse("conflict", `${accounts} still sealed to the old key. Go on with the replacement.`);
    }
    await store.retire(tx, id);
    await record(deps, tx, caller, { type: "organisation_key.replaced", detail: { key: current.id, replaces: id } });
    return done(null);
  });
}

export async function abandonReplacement(
  deps: OrganisationKeyDeps,
  caller: Caller,
): Promise<Result<null, "conflict" | ByAdministrator>> {
  return alone(deps, caller, async (tx) => {
    const { current, replaced } = await findKeys(tx);
    if (!current || !replaced) return refuse("conflict", "No replacement is under way.");
    const sealed = await countSealedTo(deps, tx, current.id);
    if (sealed > 0) {
      const accounts = sealed === 1 ? "1 account is" : `${sealed} accounts are`;
      return refuse("conflict", `${accounts} sealed to the new key already. Finish the replacement instead.`);
    }
    await store.retire(tx, current.id);
    await store.move(tx, replaced.id, { from: "replaced", to: "current" });
    const detail = { key: replaced.id, abandoned: current.id };
    await record(deps, tx, caller, { type: "organisation_key.replacement_abandoned", detail });
    return done(null);
  });
}
