// What the dashboard says of its figures: for each a title, a sentence with the main thing, and a table.
import {
  type Dashboard,
  dashboardDays,
  type KeyKind,
  keyKinds,
  keyStatuses,
  type LogInFactor,
  logInFactors,
  type PasswordAge,
} from "@hesper/contract";
import { counted } from "../brand/times.ts";
import { statusNames } from "../keys/words.ts";

/** A column of numbers, which is a part of each bar of the drawing. */
export interface Series {
  readonly name: string;
  readonly color: string;
  /** Of each row; missing: 0. */
  readonly values: readonly number[];
}

export interface Figure {
  readonly title: string;
  readonly sentence: string;
  /** What the rows are, as the head of their column. */
  readonly rowsAre: string;
  readonly rows: readonly string[];
  /** None: there is nothing to draw. */
  readonly series: readonly Series[];
  /** `days`: bars beside each other. `kinds`: below each other. */
  readonly shape: "days" | "kinds";
}

const color = (name: string) => `var(--dashboard-${name})`;

/** "4 %". What is there is never 0 %, and what is missing never 100 %. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "0 %";
  const percent = (part / whole) * 100;
  if (part > 0 && percent < 1) return "under 1 %";
  if (part < whole && percent > 99) return "over 99 %";
  return `${Math.round(percent)} %`;
}

const factorWords: Record<LogInFactor, string> = {
  password: "Password",
  totp: "Authenticator app",
  passkey: "Passkey",
  recovery_code: "Recovery code",
  trusted_browser: "Trusted browser",
  temporary_pass: "Temporary pass",
  unknown: "Other",
};

const dayMs = 86_400_000;

/** The days of the figures, of UTC, the last being that in which they were counted. */
function daysUpTo(asOf: string): string[] {
  const today = Math.floor(Date.parse(asOf) / dayMs);
  return Array.from({ length: dashboardDays }, (_, at) =>
    new Date((today - dashboardDays + 1 + at) * dayMs).toISOString().slice(0, 10),
  );
}

const dayWords = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

export function logInsFigure({ logIns, asOf }: Dashboard): Figure {
  const days = daysUpTo(asOf);
  const sum = (outcome: string, factor?: string, day?: string) =>
    logIns
      .filter((one) => one.outcome === outcome && [undefined, one.factor].includes(factor as LogInFactor))
      .filter((one) => day === undefined || one.day === day)
      .reduce((total, one) => total + one.count, 0);
  const [succeeded, failed] = [sum("succeeded"), sum("failed")];
  const attempts = failed === 1 ? "attempt" : "attempts";
  const ofOutcome = (outcome: "succeeded" | "failed") =>
    logInFactors.filter((factor) => sum(outcome, factor) > 0).map((factor) => ({ outcome, factor }));
  const series = [...ofOutcome("succeeded"), ...ofOutcome("failed")].map(({ outcome, factor }) => ({
    name: outcome === "succeeded" ? factorWords[factor] : `Failed: ${factorWords[factor].toLowerCase()}`,
    color: outcome === "succeeded" ? color(factor) : color("failed"),
    values: days.map((day) => sum(outcome, factor, day)),
  }));
  return {
    title: "Log-ins",
    sentence:
      succeeded + failed === 0
        ? `Nobody has tried to log in for ${dashboardDays} days.`
        : `${counted(succeeded, "log-in")} in ${dashboardDays} days. ${failed.toLocaleString("en")} ${attempts} failed, ${share(failed, succeeded + failed)} of all.`,
    rowsAre: "Day (UTC)",
    rows: days.map((day) => dayWords.format(new Date(day))),
    series,
    shape: "days",
  };
}

export function adoptionFigure({ adoption: { people, withSecondFactor, byKind } }: Dashboard): Figure {
  return {
    title: "Second factors",
    sentence: `${withSecondFactor.toLocaleString("en")} of ${counted(people, "person", "people")} with a log-in ${withSecondFactor === 1 ? "has" : "have"} a second factor, ${share(withSecondFactor, people)}.`,
    rowsAre: "Second factor",
    rows: ["Authenticator app", "Passkey", "None"],
    series: [
      { name: "People", color: color("totp"), values: [byKind.totp, byKind.passkey, people - withSecondFactor] },
    ],
    shape: "kinds",
  };
}

const kindWords: Record<KeyKind, string> = { software: "Software keys", security_key: "Security keys" };

export function keysFigure({ keys }: Dashboard): Figure {
  const total = keys.reduce((sum, one) => sum + one.count, 0);
  const ofKind = keyKinds.filter((kind) => keys.some((one) => one.kind === kind));
  const statuses = keyStatuses.filter((status) => keys.some((one) => one.status === status));
  const countOf = (status: string, kind: string) =>
    keys.find((one) => one.status === status && one.kind === kind)?.count ?? 0;
  const active = ofKind.reduce((sum, kind) => sum + countOf("active", kind), 0);
  return {
    title: "Keys",
    sentence:
      total === 0 ? "There are no keys yet." : `${counted(total, "key")}, ${active.toLocaleString("en")} active.`,
    rowsAre: "Status",
    rows: statuses.map((status) => statusNames[status]),
    series: ofKind.map((kind) => ({
      name: kindWords[kind],
      color: color(kind === "software" ? "totp" : "passkey"),
      values: statuses.map((status) => countOf(status, kind)),
    })),
    shape: "kinds",
  };
}

export function deliveriesFigure({ deliveries: { waiting, queued, keysWaiting } }: Dashboard): Figure {
  const isNone = waiting + queued === 0;
  const waits = `${counted(waiting, "delivery", "deliveries")} ${waiting === 1 ? "waits" : "wait"} to be sealed, for ${counted(keysWaiting, "key")}`;
  const rest = `${queued.toLocaleString("en")} ${queued === 1 ? "is" : "are"} fetched at the next contact of the key`;
  return {
    title: "Deliveries",
    sentence: isNone
      ? "Every active key has what it is to have."
      : `${waiting === 0 ? "Nothing waits to be sealed" : waits}; ${rest}.`,
    rowsAre: "On the way",
    rows: ["Waits for sealing", "Fetched at the next contact"],
    series: isNone ? [] : [{ name: "Deliveries", color: color("totp"), values: [waiting, queued] }],
    shape: "kinds",
  };
}

const ageWords: Record<PasswordAge, string> = {
  under_90_days: "Under 90 days",
  "90_to_180_days": "90 to 180 days",
  "180_to_365_days": "180 days to a year",
  over_365_days: "Over a year",
};

export function accountsFigure({ accounts }: Dashboard): Figure {
  const total = accounts.reduce((sum, one) => sum + one.count, 0);
  const old = accounts.find((one) => one.passwordAge === "over_365_days")?.count ?? 0;
  return {
    title: "Passwords of accounts",
    sentence:
      total === 0
        ? "There are no accounts yet."
        : `${counted(total, "account")}. ${old.toLocaleString("en")} ${old === 1 ? "has" : "have"} kept the same password for over a year, ${share(old, total)}.`,
    rowsAre: "Age of the password",
    rows: accounts.map((one) => ageWords[one.passwordAge]),
    series: total === 0 ? [] : [{ name: "Accounts", color: color("totp"), values: accounts.map((one) => one.count) }],
    shape: "kinds",
  };
}
