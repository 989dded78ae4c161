// How people are shown in answers.
import type { Person } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import { findOpenLink } from "../links/service.ts";
import { timeAnswer } from "../sessions/answers.ts";
import { whoHasFactor } from "../two-factor/counts.ts";
import type { Employee } from "./service.ts";

export async function peopleAnswer(db: Handle, people: readonly Employee[]): Promise<Person[]> {
  const protectedOnes = await whoHasFactor(
    db,
    people.map((one) => one.id),
  );
  return Promise.all(
    people.map(async ({ id, email, name, role, status, createdAtMs, lastLoginAtMs, revision }) => {
      const invitation = status === "invited" ? await findOpenLink(db, "invitations", id) : null;
      return {
        id,
        email,
        name,
        role,
        status,
        revision,
        twoFactor: protectedOnes.has(id),
        createdAt: timeAnswer(createdAtMs),
        lastLoginAt: lastLoginAtMs === null ? null : timeAnswer(lastLoginAtMs),
        invitationExpiresAt: invitation ? timeAnswer(invitation.expiresAtMs) : null,
      };
    }),
  );
}

export async function personAnswer(db: Handle, employee: Employee): Promise<Person> {
  const [person] = await peopleAnswer(db, [employee]);
  if (!person) throw new Error("One person gives one answer.");
  return person;
}
