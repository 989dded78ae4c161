// The people of a demo: each follows from their number. Pure.
import type { CompanyId, DepartmentId, EmployeeId, GroupId, PositionId } from "../security/ids.ts";
import * as names from "./names.ts";
import { dayMs, daysOfEvents, groupOf, idOf, oldestDays, sharedAccountOf, type World } from "./world.ts";

export type Factor = "none" | "totp" | "passkey";

export interface Person {
  readonly index: number;
  readonly id: EmployeeId;
  readonly name: string;
  readonly email: string;
  readonly role: "auditor" | "employee";
  readonly status: "invited" | "active" | "deactivated";
  readonly externalId: string;
  readonly phone: string | null;
  readonly createdAtMs: number;
  readonly company: number;
  readonly department: number;
  readonly position: number;
  /** Null: in none. */
  readonly group: number | null;
  /** The number of a shared account that this person has; null: none. */
  readonly shared: number | null;
  /** When the password was chosen; null: has none. */
  readonly passwordAtMs: number | null;
  readonly factor: Factor;
}

export function personOf(world: World, index: number): Person {
  const { dice, nowMs } = world;
  const status = statusOf(world, index);
  const { name, company, email } = identityOf(world, index);
  const createdAtMs = createdAtOf(world, index);
  const hasLogIn = canLogIn(world, index);
  // Passwords do not expire: some are as old as their owner's time with the company.
  const passwordAgeMs = (nowMs - createdAtMs) * dice.roll("password", index) ** 1.5;
  return {
    ...{ index, name, email, status, createdAtMs, company },
    id: employeeIdOf(world, index),
    role: status === "active" && index % 400 === 7 ? "auditor" : "employee",
    externalId: `D${String(index + 1).padStart(7, "0")}`,
    phone: dice.roll("place", index, 3) < 0.7 ? `+49 30 5550 ${String(1000 + (index % 9000))}` : null,
    // More in the first ones than in the last.
    department: Math.floor(names.departments.length * dice.roll("place", index, 1) ** 1.7),
    position: dice.bits("place", index, 2) % names.positions.length,
    group: groupOf(world, index),
    shared: status === "deactivated" ? null : sharedAccountOf(world, index),
    passwordAtMs: hasLogIn ? Math.floor(nowMs - passwordAgeMs) : null,
    factor: hasLogIn ? factorOf(world, index) : "none",
  };
}

/** Each pair of names once, then again with a number. */
function identityOf({ dice, companies }: World, index: number) {
  const pairs = names.firstNames.length * names.lastNames.length;
  // A step that has no divisor in common with the number of pairs comes past all of them.
  const at = (index * stepThrough(pairs) + dice.bits("name", 0)) % pairs;
  const first = names.firstNames[at % names.firstNames.length] ?? "";
  const last = names.lastNames[Math.floor(at / names.firstNames.length)] ?? "";
  const company = Math.floor(companies * dice.roll("place", index) ** 1.3);
  const round = Math.floor(index / pairs);
  const user = `${plain(first)}.${plain(last)}${round === 0 ? "" : round + 1}`;
  const { domain } = names.companies[company] ?? names.companies[0];
  return { name: `${first} ${last}`, company, email: `${user}@${domain}` };
}

function stepThrough(count: number): number {
  let step = Math.floor(count * 0.618);
  while (divisorOf(step, count) !== 1) step += 1;
  return step;
}

function divisorOf(a: number, b: number): number {
  return b === 0 ? a : divisorOf(b, a % b);
}

const letters: Readonly<Record<string, string>> = { ß: "ss", ø: "o", ł: "l", ı: "i" };

/** As names are written in emails. */
function plain(name: string): string {
  const bare = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return bare.replace(/[ßøłı]/g, (letter) => letters[letter] ?? "").replace(/[^a-z]/g, "");
}

function statusOf({ dice }: World, index: number): Person["status"] {
  const rolled = dice.roll("status", index);
  return rolled < 0.05 ? "deactivated" : rolled < 0.08 ? "invited" : "active";
}

/** Some were brought in, and never invited. */
export function canLogIn(world: World, index: number): boolean {
  return statusOf(world, index) === "active" && world.dice.roll("status", index, 1) < 0.9;
}

/**
 * More came lately than long ago, one after the other: their ids, which begin with the time, are written at the end of
 * each index, as they are in life.
 */
export function createdAtOf({ dice, nowMs, employees }: World, index: number): number {
  const left = 1 - (index + dice.roll("created", index)) / employees;
  return Math.floor(nowMs - dayMs - oldestDays * dayMs * left ** 1.4);
}

export function factorOf({ dice }: World, index: number): Factor {
  const rolled = dice.roll("factor", index);
  return rolled < 0.52 ? "totp" : rolled < 0.68 ? "passkey" : "none";
}

export function employeeIdOf(world: World, index: number): EmployeeId {
  return idOf<EmployeeId>(world, "employee", { index, atMs: createdAtOf(world, index) });
}

/** Since when there are companies, groups and what belongs to them. */
function foundedAtMs({ nowMs }: World): number {
  return nowMs - (oldestDays + 1) * dayMs;
}

export function companyIdOf(world: World, index: number): CompanyId {
  return idOf<CompanyId>(world, "company", { index, atMs: foundedAtMs(world) });
}

export function departmentIdOf(world: World, company: number, index: number): DepartmentId {
  return idOf<DepartmentId>(world, "department", { index: company, of: index, atMs: foundedAtMs(world) });
}

export function positionIdOf(world: World, index: number): PositionId {
  return idOf<PositionId>(world, "position", { index, atMs: foundedAtMs(world) });
}

export function groupIdOf(world: World, index: number): GroupId {
  return idOf<GroupId>(world, "group", { index, atMs: foundedAtMs(world) });
}

/** Such as "Team Amber": each name once. */
export function groupNameOf(index: number): string {
  const { teamKinds, teamWords } = names;
  const round = Math.floor(index / (teamKinds.length * teamWords.length));
  const kind = teamKinds[Math.floor(index / teamWords.length) % teamKinds.length];
  return `${kind} ${teamWords[index % teamWords.length]}${round === 0 ? "" : ` ${round + 1}`}`;
}

/** When somebody logged in before the time of which there are events; null: not then. */
export function earlierLogInOf(world: World, { index, createdAtMs, passwordAtMs }: Person): number | null {
  const endMs = world.nowMs - (daysOfEvents + 1) * dayMs;
  if (passwordAtMs === null || createdAtMs >= endMs || world.dice.roll("active", index, 1) < 0.05) return null;
  return Math.floor(endMs - (endMs - createdAtMs) * world.dice.roll("active", index, 2) ** 3);
}
