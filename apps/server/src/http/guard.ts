// Who may call: finds the session or the half-done log-in of a request, and refuses what the route does not allow.
import type { RouteContract } from "@hesper/contract";
import type { FastifyRequest } from "fastify";
import { type Origin, recordEvent } from "../audit/service.ts";
import { type Database, inTransaction } from "../database/database.ts";
import { type Soon, soon } from "../database/soon.ts";
import type { Employee } from "../employees/service.ts";
import { sentenceForKey } from "../keys/sentences.ts";
import { findByToken, type KeyRow } from "../keys/store.ts";
import { findPendingLogin, type PendingLogin } from "../login/pending-logins.ts";
import type { IdSource } from "../security/ids.ts";
import { done, type Refusal, refuse } from "../security/result.ts";
import { hashToken } from "../security/tokens.ts";
import { type Session, type SessionUse, useSession } from "../sessions/service.ts";
import type { Settings } from "../settings/service.ts";
import { mustHaveTwoFactor } from "../two-factor/service.ts";
import { readCookie } from "./cookies.ts";

export interface Actor {
  readonly session: Session;
  readonly employee: Employee;
}

export interface KeyActor {
  readonly key: KeyRow;
}

/** What a handler gets, by the kind of access its route asks for. */
export type Access<A extends RouteContract["access"]> = A extends "public"
  ? null
  : A extends "pending_login"
    ? PendingLogin
    : A extends "key"
      ? KeyActor
      : Actor;

export type Allowed = { readonly ok: true; readonly value: Actor | KeyActor | PendingLogin | null } | Refusal;
export type Guard = (contract: RouteContract, request: FastifyRequest) => Soon<Allowed>;

interface GuardDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly secure: boolean;
}

export function createGuard(deps: GuardDeps): Guard {
  const { db, ids, secure } = deps;
  return (contract, request) => {
    if (contract.access === "public") return done(null);
    if (contract.access === "pending_login") {
      const token = readCookie(request, "pending_login", secure);
      const found = token === null ? null : findPendingLogin(db, ids, token);
      return soon(found, (pending) => (pending === null ? refuse("login_expired") : done(pending)));
    }
    if (contract.access === "key") return guardKey(db, contract, request);
    const token = readCookie(request, "session", secure);
    const found = token === null ? null : useSession(db, ids, token);
    return soon(found, (use) => guardSession(deps, contract, { use, origin: request.origin }));
  };
}

function guardSession(
  deps: GuardDeps,
  contract: RouteContract,
  { use, origin }: { use: SessionUse | null; origin: Origin },
): Soon<Allowed> {
  // Deactivating ends the sessions; to look at the status is the second line.
  if (use === null || use.employee.status !== "active") return refuse("not_authenticated");
  const { session, employee, settings } = use;
  const actor = { session, employee };
  const refusal = refusalFor(contract, actor, { settings, nowMs: deps.ids.clock.nowMs() });
  if (refusal === null) return done(actor);
  return refusal.code === "forbidden" ? recordForbidden(deps, contract, { actor, origin, refusal }) : refusal;
}

/** RFC 6750 2.1, RFC 9110 11.4. */
const bearer = /^Bearer +([A-Za-z0-9_-]{43})$/i;

function guardKey(db: Database, { keyStatuses = [] }: RouteContract, request: FastifyRequest): Soon<Allowed> {
  const [, token] = bearer.exec(request.headers.authorization ?? "") ?? [];
  return soon(token === undefined ? null : findByToken(db, hashToken(token)), (key) => {
    if (key === null) return refuse("not_authenticated", "The server does not know this key (any more).");
    return keyStatuses.includes(key.status) ? done({ key }) : refuse("forbidden", sentenceForKey(key));
  });
}

function refusalFor(
  { access, roles, fresh }: RouteContract,
  { session, employee }: Actor,
  { settings, nowMs }: { settings: Settings; nowMs: number },
): Refusal | null {
  const forSetUp = session.purpose === "factor_setup";
  if (forSetUp && access !== "session_for_setup") return refuse("two_factor_setup_required", passDetail);
  const owesSetup = session.assurance === "password" && mustHaveTwoFactor(employee, settings, nowMs);
  if (access === "session" && owesSetup) return refuse("two_factor_setup_required");
  if (roles && !roles.includes(employee.role)) return refuse("forbidden");
  // Whoever came with a temporary pass has nothing to prove anew with; the session is short instead.
  const isOld = nowMs - session.authenticatedAtMs > settings.freshProofSeconds * 1000;
  return fresh && isOld && !forSetUp ? refuse("reauthentication_required") : null;
}

const passDetail = "You came in with a temporary pass. Set up a new second factor first; everything else opens then.";

async function recordForbidden(
  { db, ids }: GuardDeps,
  { name }: RouteContract,
  { actor, origin, refusal }: { actor: Actor; origin: Origin; refusal: Refusal },
): Promise<Refusal> {
  const event = { type: "access.refused", actorId: actor.employee.id, subjectId: null, origin } as const;
  await inTransaction(db, (tx) => recordEvent(tx, ids, { ...event, detail: { route: name } }));
  return refusal;
}
