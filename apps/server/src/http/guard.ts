// Who may call: finds the session or the half-done log-in of a request, and refuses what the route does not allow.
import type { RouteContract } from "@hesper/contract";
import type { FastifyRequest } from "fastify";
import type { Database } from "../database/database.ts";
import { type Employee, getEmployee } from "../employees/service.ts";
import { findPendingLogin, type PendingLogin } from "../login/pending-logins.ts";
import type { IdSource } from "../security/ids.ts";
import { done, type Refusal, refuse } from "../security/result.ts";
import { findSession, type Session } from "../sessions/service.ts";
import { getSettings } from "../settings/service.ts";
import { mustHaveTwoFactor } from "../two-factor/service.ts";
import { readCookie } from "./cookies.ts";

export interface Actor {
  readonly session: Session;
  readonly employee: Employee;
}

/** What a handler gets, by the kind of access its route asks for. */
export type Access<A extends RouteContract["access"]> = A extends "public"
  ? null
  : A extends "pending_login"
    ? PendingLogin
    : Actor;

type Allowed = { readonly ok: true; readonly value: Actor | PendingLogin | null } | Refusal;
export type Guard = (contract: Pick<RouteContract, "access" | "fresh">, request: FastifyRequest) => Promise<Allowed>;

export function createGuard({ db, ids, secure }: { db: Database; ids: IdSource; secure: boolean }): Guard {
  return async ({ access, fresh }, request) => {
    if (access === "public") return done(null);
    if (access === "pending_login") {
      const token = readCookie(request, "pending_login", secure);
      const pending = token === null ? null : await findPendingLogin(db, ids, token);
      return pending === null ? refuse("login_expired") : done(pending);
    }
    const token = readCookie(request, "session", secure);
    const settings = await getSettings(db);
    const session = token === null ? null : await findSession(db, ids, token, settings);
    if (session === null) return refuse("not_authenticated");
    const employee = await getEmployee(db, session.employeeId);
    const owesSetup = session.assurance === "password" && mustHaveTwoFactor(employee.role, settings);
    if (access === "session" && owesSetup) return refuse("two_factor_setup_required");
    const ageMs = ids.clock.nowMs() - session.authenticatedAtMs;
    if (fresh && ageMs > settings.freshProofSeconds * 1000) return refuse("reauthentication_required");
    return done({ session, employee });
  };
}
