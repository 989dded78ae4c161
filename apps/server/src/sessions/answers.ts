// How sessions and people are shown in answers.
import type { Session as SessionAnswer, User } from "@hesper/contract";
import type { Employee } from "../employees/service.ts";
import type { Session } from "./service.ts";

/** ISO 8601, UTC. */
export function timeAnswer(ms: number): string {
  return new Date(ms).toISOString();
}

export function userAnswer({ id, email, name, role }: Employee): User {
  return { id, email, name, role };
}

export function sessionAnswer(session: Session, employee: Employee): SessionAnswer {
  return {
    user: userAnswer(employee),
    assurance: session.assurance,
    authenticatedAt: timeAnswer(session.authenticatedAtMs),
    expiresAt: timeAnswer(session.expiresAtMs),
    ...(session.purpose === "factor_setup" ? { setUpOnly: true } : {}),
  };
}
