// What people did at the log-in on each of the last days, as events. Pure: a day at a time is held in memory.
import type { AuditEventType, AuditOutcome } from "@hesper/contract";
import { auditEvents } from "@hesper/contract";
import type { UsedFactor } from "../audit/service.ts";
import type { EmployeeId } from "../security/ids.ts";
import { browsers } from "./names.ts";
import { canLogIn, createdAtOf, earlierLogInOf, employeeIdOf, factorOf, type Person } from "./people.ts";
import { dayMs, daysOfEvents, type World } from "./world.ts";

export interface LogInEvent {
  readonly atMs: number;
  readonly type: AuditEventType;
  readonly outcome: AuditOutcome;
  /** Null: nobody known. */
  readonly actorId: EmployeeId | null;
  readonly subjectId: EmployeeId | null;
  readonly address: string;
  readonly userAgent: string;
  readonly factor: UsedFactor | null;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}

/** What a log-in leaves on average. */
const eventsOfLogIn = 2.0;
/** Of the people, those who can log in. */
const shareWithLogIn = 0.83;
/** Days that are like Monday. */
const workingDays = (daysOfEvents * (5 + 2 * 0.06)) / 7;
const mostlyHome = 0.06;

/** The days of which there are events, the first one first: milliseconds of their midnight, UTC. */
export function days({ nowMs }: World): number[] {
  const today = Math.floor(nowMs / dayMs);
  return Array.from({ length: daysOfEvents + 1 }, (_, at) => (today - daysOfEvents + at) * dayMs);
}

/** How likely somebody of average zeal logs in on a working day. */
function chanceOf({ events, employees }: World): number {
  return Math.min(0.9, events / eventsOfLogIn / (employees * shareWithLogIn * workingDays));
}

/** When somebody logged in on a day; null: not. The time is that of the event that says so. */
export function logInOn(world: World, person: number, dayStartMs: number): number | null {
  const { dice, nowMs } = world;
  const day = dayStartMs / dayMs;
  // 1 January 1970 was a Thursday.
  const isWeekend = (day + 4) % 7 === 0 || (day + 4) % 7 === 6;
  const zeal = (0.2 + 1.6 * dice.roll("active", person)) * (isWeekend ? mostlyHome : 1);
  if (dice.roll("log-in day", person, day) >= chanceOf(world) * zeal) return null;
  // Most come in the morning, the others any time until the evening.
  const [early, rolled] = [dice.roll("log-in", person, day * 8) < 0.65, dice.roll("log-in", person, day * 8 + 1)];
  const hour = early ? 6.5 + 3 * (rolled + dice.roll("log-in", person, day * 8 + 2)) * 0.5 : 9 + 9 * rolled;
  const atMs = dayStartMs + Math.floor(hour * 3_600_000);
  return atMs < nowMs && atMs > createdAtOf(world, person) ? atMs : null;
}

/** The last log-in, also one of which there is no event any more; null: never. */
export function lastLogInOf(world: World, person: Person): number | null {
  if (!canLogIn(world, person.index)) return null;
  for (const day of days(world).reverse()) {
    const atMs = logInOn(world, person.index, day);
    if (atMs !== null) return atMs;
  }
  return earlierLogInOf(world, person);
}

/** All events of a day, the earliest first. */
export function eventsOf(world: World, dayStartMs: number): LogInEvent[] {
  const events: LogInEvent[] = [];
  for (let person = 0; person < world.employees; person += 1) {
    if (!canLogIn(world, person)) continue;
    const atMs = logInOn(world, person, dayStartMs);
    if (atMs !== null) events.push(...around(world, { person, day: dayStartMs / dayMs, atMs }));
  }
  events.push(...strangers(world, dayStartMs, Math.ceil(events.length * 0.01)));
  return events.sort((a, b) => a.atMs - b.atMs);
}

interface LogIn {
  readonly person: number;
  readonly day: number;
  readonly atMs: number;
}

/** What led to a log-in, and what followed. */
function around(world: World, { person, day, atMs }: LogIn): LogInEvent[] {
  const { dice, nowMs } = world;
  const roll = (what: number) => dice.roll("log-in", person, day * 8 + what);
  const id = employeeIdOf(world, person);
  const origin = originOf(world, person);
  const own = { ...origin, actorId: id, subjectId: id };
  const refused = { ...origin, actorId: null, subjectId: id };
  const second = factorOf(world, person);
  const isTrusted = second !== "none" && roll(3) < 0.3;
  const factor = isTrusted ? "trusted_browser" : second === "none" ? "password" : second;
  const events: LogInEvent[] = [];
  if (roll(4) < 0.06) events.push(event("login.password_failed", atMs - 40_000, { ...refused, factor: "password" }));
  if (factor === "totp" || factor === "passkey") {
    events.push(event("login.second_factor_required", atMs - 15_000, { ...own, factor: "password" }));
    if (roll(5) < 0.03) events.push(event("login.second_factor_failed", atMs - 9000, { ...refused, factor }));
  }
  const detail = { newBrowser: roll(6) < 0.02 };
  events.push(event("login.succeeded", atMs, { ...own, factor, detail }));
  const outMs = atMs + Math.floor((0.2 + roll(7)) * 5 * 3_600_000);
  const isToday = outMs < nowMs && Math.floor(outMs / dayMs) === day;
  if (isToday && dice.roll("active", person, day) < 0.4) events.push(event("logout", outMs, own));
  return events;
}

/** Somebody from elsewhere tries emails that nobody has. */
function strangers({ dice, nowMs }: World, dayStartMs: number, count: number): LogInEvent[] {
  return Array.from({ length: count }, (_, at) => {
    const atMs = dayStartMs + Math.floor(dice.roll("stranger", dayStartMs / dayMs, at * 2) * dayMs);
    const address = `198.51.100.${1 + (dice.bits("stranger", dayStartMs / dayMs, at * 2 + 1) % 40)}`;
    const nobody = { actorId: null, subjectId: null, address, userAgent: "python-requests/2.32" };
    return event("login.password_failed", atMs, { ...nobody, factor: "password" });
  }).filter(({ atMs }) => atMs < nowMs);
}

type Rest = Pick<LogInEvent, "actorId" | "subjectId" | "address" | "userAgent"> &
  Partial<Pick<LogInEvent, "factor" | "detail">>;

function event(type: AuditEventType, atMs: number, { factor = null, detail = {}, ...rest }: Rest): LogInEvent {
  return { type, atMs, outcome: auditEvents[type].outcome, factor, detail, ...rest };
}

/** Everybody has a desk and a browser. */
function originOf({ dice }: World, person: number) {
  const address = `10.${20 + (person % 8)}.${dice.bits("place", person, 4) % 250}.${1 + (dice.bits("place", person, 5) % 250)}`;
  return { address, userAgent: dice.pick(browsers, "place", person, 6) };
}
