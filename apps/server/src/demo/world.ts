// How large a demo is, and where in it everything has its place. Pure: the same for the same wish, seed and time.
import { v7 } from "uuid";
import { Dice } from "./dice.ts";

export interface DemoWish {
  readonly employees: number;
  /** About so many, over the last 90 days. */
  readonly events: number;
  /** About so many personal ones. */
  readonly accounts: number;
  /** About so many. */
  readonly keys: number;
  readonly seed: string;
}

export interface World extends DemoWish {
  readonly dice: Dice;
  readonly nowMs: number;
  readonly companies: number;
  readonly groups: number;
  /** Shared accounts that are given to people; groups have some of their own. */
  readonly sharedAccounts: number;
}

export const dayMs = 86_400_000;
/** So far back there are events. */
export const daysOfEvents = 90;
/** So long ago the first people came. */
export const oldestDays = 6 * 365;
export const accountsOfGroup = 2;
/** A group is a team: a sealed part has room for so many keys. */
const membersOfGroup = 24;
const mostGroups = 1000;
const peopleOfSharedAccount = 3;

/** What one gets who asks for people only. Keys are slow to make, and events and accounts fill the disk. */
export function usualWish(employees: number): Omit<DemoWish, "seed"> {
  const accounts = Math.min(Math.ceil(employees * 0.7), 20_000);
  const keys = Math.min(Math.ceil(employees * 0.6), 1000);
  return { employees, events: Math.min(employees * 20, 1_000_000), accounts, keys };
}

export function worldOf(wish: DemoWish, nowMs: number): World {
  const { employees, seed } = wish;
  return {
    ...wish,
    nowMs,
    dice: new Dice(seed),
    companies: Math.min(10, 1 + Math.floor(employees / 500)),
    groups: Math.min(mostGroups, Math.ceil(employees / 30)),
    sharedAccounts: Math.min(1000, Math.ceil(employees / 50)),
  };
}

/** The share of people who are in a group, and in which of them one is; null: in none. */
export function groupOf({ dice, groups, employees }: World, person: number): number | null {
  const share = Math.min(0.8, (groups * membersOfGroup) / employees);
  return dice.roll("group", person) < share ? dice.bits("group", person, 1) % groups : null;
}

/** The shared account that was given to a person alone; null: none. */
export function sharedAccountOf({ dice, sharedAccounts, employees }: World, person: number): number | null {
  const share = Math.min(0.5, (sharedAccounts * peopleOfSharedAccount) / employees);
  return dice.roll("shared", person) < share ? dice.bits("shared", person, 1) % sharedAccounts : null;
}

const kinds = [
  ...(["company", "department", "position", "group", "employee", "authenticator", "passkey"] as const),
  ...(["key", "account", "group account", "shared account"] as const),
] as const;
type Kind = (typeof kinds)[number];
/** Of one person at most. */
const mostOfOne = 1024;

/** The id of a thing, without looking it up. @param atMs when it was made. */
export function idOf<Id extends string>(
  { dice }: Pick<World, "dice">,
  kind: Kind,
  { index, of = 0, atMs }: { index: number; of?: number; atMs: number },
): Id {
  const random = dice.bytes(16, "id", index, kinds.indexOf(kind) * mostOfOne + of);
  return v7({ msecs: atMs, random, seq: index & 0x3fff_ffff }) as Id;
}
