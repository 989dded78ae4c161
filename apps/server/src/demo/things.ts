// What the people of a demo have: accounts, keys, and what of the accounts is on the keys. Pure.
import type { DeliveryStatus, KeyReason, KeyStatus } from "@hesper/contract";
import type { AccountDetails } from "../accounts/account.ts";
import type { AccountId, EmployeeKeyId } from "../security/ids.ts";
import * as names from "./names.ts";
import type { Person } from "./people.ts";
import { accountsOfGroup, dayMs, idOf, oldestDays, type World } from "./world.ts";

export interface DemoAccount {
  readonly id: AccountId;
  readonly details: AccountDetails;
  readonly createdAtMs: number;
  /** Null: not since it was made. */
  readonly passwordChangedAtMs: number | null;
}

export interface DemoKey {
  readonly id: EmployeeKeyId;
  readonly name: string;
  readonly device: string;
  readonly status: KeyStatus;
  readonly reason: KeyReason | null;
  readonly createdAtMs: number;
  /** Null: never. */
  readonly activatedAtMs: number | null;
  readonly contactAtMs: number | null;
  readonly isWiped: boolean;
}

/** Nobody of a demo has more. */
const mostAccounts = 40;

export function accountsOf(world: World, person: Person): DemoAccount[] {
  const { employees, accounts, dice } = world;
  if (person.status === "deactivated") return [];
  // As many as are wanted, of those who can have some.
  const mean = accounts / employees / 0.95;
  const count = Math.min(mostAccounts, dice.around(mean, "accounts", person.index));
  return Array.from({ length: count }, (_, of) => {
    const first = dice.bits("account", person.index);
    const site = names.sites[(first + of) % names.sites.length] ?? names.sites[0];
    const round = Math.floor(of / names.sites.length);
    const createdAtMs = person.createdAtMs + agoOf(world, person.createdAtMs, person.index * mostAccounts + of);
    return accountOf(world, { person: person.index, of, createdAtMs }, detailsFor(site, person, round));
  });
}

function accountOf(
  world: World,
  { person, of, createdAtMs }: { person: number; of: number; createdAtMs: number },
  details: AccountDetails,
): DemoAccount {
  const number = person * mostAccounts + of;
  const isChanged = world.dice.roll("account", number, 1) < 0.6;
  const passwordChangedAtMs = isChanged ? createdAtMs + agoOf(world, createdAtMs, number + 0x4000_0000) : null;
  const id = idOf<AccountId>(world, "account", { index: person, of, atMs: createdAtMs });
  return { id, details, createdAtMs, passwordChangedAtMs };
}

/** A part of the time since then. */
function agoOf({ dice, nowMs }: World, sinceMs: number, number: number): number {
  return Math.floor((nowMs - sinceMs) * dice.roll("account", number, 2));
}

function detailsFor(site: names.Site, { email, externalId }: Person, round: number): AccountDetails {
  const [user = "", domain = ""] = email.split("@");
  const logins = {
    email,
    number: externalId,
    user,
    domain: `DEMO\\${user}`,
    local: `.\\${user}`,
  };
  return details(site, { domain, login: logins[site.login], suffix: round === 0 ? "" : ` ${round + 1}` });
}

function details(
  { name, loginType, urls, apps }: names.Site,
  { domain, login, suffix }: { domain: string; login: string; suffix: string },
): AccountDetails {
  return {
    ...{ name: `${name}${suffix}`, loginType, apps, login },
    urls: urls.map((url) => url.replace("{domain}", domain)),
  };
}

/** A shared account of a group. */
export function groupAccountOf(world: World, group: number, of: number): DemoAccount {
  const name = `${names.teamWords[group % names.teamWords.length]} ${group + 1}`;
  return sharedOf(world, "group account", { index: group, of, name, login: `team-${group + 1}` });
}

export function groupAccountsOf(world: World, group: number): DemoAccount[] {
  return Array.from({ length: accountsOfGroup }, (_, of) => groupAccountOf(world, group, of));
}

/** A shared account that is given to people. */
export function sharedAccount(world: World, index: number): DemoAccount {
  return sharedOf(world, "shared account", { index, of: 0, name: `shared ${index + 1}`, login: `office-${index + 1}` });
}

function sharedOf(
  world: World,
  kind: "group account" | "shared account",
  { index, of, name, login }: { index: number; of: number; name: string; login: string },
): DemoAccount {
  const { dice, nowMs } = world;
  const webSites = names.sites.filter(({ loginType }) => loginType === "website");
  const site = webSites[(index + of) % webSites.length] ?? names.sites[0];
  const oldest = nowMs - oldestDays * dayMs;
  const createdAtMs = oldest + agoOf(world, oldest, index * mostAccounts + of + 0x2000_0000);
  const changed = dice.roll("shared", index, of + 2) < 0.7 ? agoOf(world, createdAtMs, index + 0x3000_0000) : null;
  return {
    id: idOf<AccountId>(world, kind, { index, of, atMs: createdAtMs }),
    details: details(site, { domain: names.companies[0].domain, login, suffix: `, ${name}` }),
    createdAtMs,
    passwordChangedAtMs: changed === null ? null : createdAtMs + changed,
  };
}

/** Of a hundred keys, so many have each status or one before it. */
const statuses: readonly (readonly [number, KeyStatus])[] = [
  [78, "active"],
  [86, "reserved"],
  [89, "locked"],
  [93, "suspended"],
  [98, "deactivated"],
  [100, "compromised"],
];

const reasons = {
  reserved: [null],
  active: [null],
  locked: ["wrong_pin"],
  suspended: ["withdrawn", "lost"],
  deactivated: ["withdrawn", "broken"],
  compromised: ["lost", "stolen"],
} as const satisfies Record<KeyStatus, readonly [KeyReason | null, ...(KeyReason | null)[]]>;

/** The key of a person; null: has none. */
export function keyOf(world: World, person: Person): DemoKey | null {
  const { dice, nowMs, employees, keys } = world;
  const { index } = person;
  if (dice.roll("key", index) >= keys / employees) return null;
  const rolled = dice.roll("key", index, 1) * 100;
  const usual = statuses.find(([upTo]) => rolled < upTo)?.[1] ?? "active";
  const status = person.status === "deactivated" ? "deactivated" : usual;
  const createdAtMs = person.createdAtMs + Math.floor((nowMs - person.createdAtMs) * dice.roll("key", index, 2));
  const activatedAtMs = status === "reserved" ? null : createdAtMs + Math.floor((nowMs - createdAtMs) * 0.1);
  const quietMs = Math.floor((nowMs - (activatedAtMs ?? nowMs)) * dice.roll("key", index, 3) ** 6);
  const device = dice.pick(names.devices, "key", index, 4);
  return {
    id: idOf<EmployeeKeyId>(world, "key", { index, atMs: createdAtMs }),
    name: device.startsWith("Command") ? "Command line" : `Browser of ${person.name.split(" ")[0]}`,
    device,
    status,
    reason: dice.pick(reasons[status] as readonly [KeyReason | null], "key", index, 5),
    createdAtMs,
    activatedAtMs,
    contactAtMs: activatedAtMs === null ? null : nowMs - quietMs,
    isWiped: isEnded(status) && dice.roll("key", index, 6) < 0.8,
  };
}

export function isEnded(status: KeyStatus): boolean {
  return status === "deactivated" || status === "compromised";
}

/** Whether a key gets accounts, or keeps what it has. */
export function isLiving(status: KeyStatus): boolean {
  return !isEnded(status) && status !== "reserved";
}

/** What became of an account on a living key of somebody who has it. @param of the number of the account on that key. */
export function deliveryOf(
  { dice }: World,
  person: number,
  of: number,
): DeliveryStatus & ("waiting" | "queued" | "delivered") {
  const rolled = dice.roll("delivery", person, of);
  return rolled < 0.07 ? "waiting" : rolled < 0.16 ? "queued" : "delivered";
}
