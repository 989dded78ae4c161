// How sessions and people are shown in answers.
import type { Session as SessionAnswer, User } from "@hesper/contract";
import type { Employee } from "../employees/service.ts";
import type { Session } from "./service.ts";

const mostRemembered = 1000;
const texts = new Map<number, string>();

/** ISO 8601, UTC. Remembered: a session has the same times at each request. */
export function timeAnswer(ms: number): string {
  const known = texts.get(ms);
  if (known !== undefined) return known;
  const text = new Date(ms).toISOString();
  if (texts.size >= mostRemembered) texts.clear();
  texts.set(ms, text);
  return text;
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
