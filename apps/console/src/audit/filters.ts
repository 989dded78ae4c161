// The filters of the audit page as they stand in its address, and what they ask the server for.
import { type AuditEventType, type AuditOutcome, auditEventTypes, auditOutcomes } from "@hesper/contract";

export const presets = {
  hour: "Last hour",
  today: "Today",
  week: "Last 7 days",
  month: "Last 30 days",
} as const;
export type Preset = keyof typeof presets;

/** What a link to the page holds. A preset stays one, so that the link means the same tomorrow. */
export interface AuditSearch {
  readonly person?: string;
  readonly type?: AuditEventType;
  readonly outcome?: AuditOutcome;
  readonly address?: string;
  readonly last?: Preset;
  /** ISO 8601, UTC. */
  readonly from?: string;
  readonly to?: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads an address that anybody may have typed: what makes no sense is left out. */
export function readSearch(raw: Readonly<Record<string, unknown>>): AuditSearch {
  const { person, type, outcome, address, last } = raw;
  const custom = { from: timeOf(raw.from), to: timeOf(raw.to) };
  const found = {
    person: typeof person === "string" && uuid.test(person) ? person : undefined,
    type: auditEventTypes.find((known) => known === type),
    outcome: auditOutcomes.find((known) => known === outcome),
    // "?address=10" is read as a number by the router.
    address: ["string", "number"].includes(typeof address) ? String(address).trim().slice(0, 64) : undefined,
    ...(typeof last === "string" && last in presets ? { last: last as Preset } : custom),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined && value !== ""));
}

function timeOf(value: unknown): string | undefined {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** How many filters are set; from and to are one. */
export function countFilters({ person, type, outcome, address, last, from, to }: AuditSearch): number {
  return [person, type, outcome, address, last ?? from ?? to].filter((one) => one !== undefined).length;
}

type Query = Partial<Record<"person" | "type" | "outcome" | "address" | "from" | "to", string>>;

/** What the server is asked for. @param now from where a preset reaches back. */
export function queryOf({ last, ...search }: AuditSearch, now: Date): Query {
  return last === undefined ? search : { ...search, from: beginOf(last, now).toISOString() };
}

function beginOf(preset: Preset, now: Date): Date {
  const begin = new Date(now);
  if (preset === "hour") begin.setHours(begin.getHours() - 1);
  if (preset === "today") begin.setHours(0, 0, 0, 0);
  if (preset === "week") begin.setDate(begin.getDate() - 7);
  if (preset === "month") begin.setDate(begin.getDate() - 30);
  return begin;
}

/** For a field of date and time, which speaks of local time: "2026-03-01T13:00". */
export function toLocalField(iso: string | undefined): string {
  if (iso === undefined) return "";
  const time = new Date(iso);
  const two = (number: number) => String(number).padStart(2, "0");
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** Undefined: empty, or no time. */
export function fromLocalField(text: string): string | undefined {
  return text === "" ? undefined : timeOf(text);
}
