// How employees are shown in answers.
import type { Person } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import { findOpenLinks } from "../links/service.ts";
import { namesOf } from "../organisation/store.ts";
import { timeAnswer } from "../sessions/answers.ts";
import { whoHasFactor } from "../two-factor/counts.ts";
import type { Employee } from "./service.ts";

export async function peopleAnswer(db: Handle, people: readonly Employee[]): Promise<Person[]> {
  const [withFactor, withoutLogIn] = [people.filter((one) => one.hasLogIn), people.filter((one) => !one.hasLogIn)];
  const protectedOnes = await whoHasFactor(db, idsOf(withFactor));
  const invitations = await findOpenLinks(db, "invitations", idsOf(withoutLogIn));
  const names = await namesOf(db, {
    companies: people.map((one) => one.companyId),
    departments: people.map((one) => one.departmentId),
    positions: people.map((one) => one.positionId),
  });
  return people.map((one) => {
    const { id, email, name, role, status, revision, hasLogIn, phone, externalId } = one;
    return {
      ...{ id, email, name, role, status, revision, hasLogIn, phone, externalId },
      twoFactor: protectedOnes.has(id),
      createdAt: timeAnswer(one.createdAtMs),
      lastLoginAt: timeOrNull(one.lastLoginAtMs),
      invitationExpiresAt: timeOrNull(invitations.get(id) ?? null),
      company: names.companies(one.companyId),
      department: names.departments(one.departmentId),
      position: names.positions(one.positionId),
    };
  });
}

function idsOf(people: readonly Employee[]) {
  return people.map(({ id }) => id);
}

function timeOrNull(ms: number | null): string | null {
  return ms === null ? null : timeAnswer(ms);
}

export async function personAnswer(db: Handle, employee: Employee): Promise<Person> {
  const [person] = await peopleAnswer(db, [employee]);
  if (!person) throw new Error("One person gives one answer.");
  return person;
}
