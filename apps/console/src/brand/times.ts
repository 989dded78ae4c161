// Times as people say them, in the browser's language settings of date and clock.

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "5 minutes ago"; "just now" for less than a minute. */
export function relativeTime(iso: string, now = new Date()): string {
  const seconds = Math.round((now.getTime() - new Date(iso).getTime()) / 1000);
  const unit = units.find(([, length]) => seconds >= length);
  if (!unit) return "just now";
  return new Intl.RelativeTimeFormat("en", { numeric: "always" }).format(-Math.floor(seconds / unit[1]), unit[0]);
}

export function exactTime(iso: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" }).format(new Date(iso));
}

/** For what lies ahead: "1 December 2026 at 13:00". */
export function dayAndTime(iso: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" }).format(new Date(iso));
}

/** To the millisecond, with the zone: "1 Mar 2026, 13:00:05.123 GMT+1". */
export function exactTimeWithZone(iso: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    timeZoneName: "short",
  }).format(new Date(iso));
}

/** Units of durations, in seconds. */
export const durationUnits = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;
export type DurationUnit = keyof typeof durationUnits;

/** The largest unit of these in which the seconds are a whole number. */
export function unitOf(seconds: number): DurationUnit {
  const fitting = (["days", "hours", "minutes"] as const).find((unit) => seconds % durationUnits[unit] === 0);
  return seconds !== 0 && fitting ? fitting : "seconds";
}

/** "30 minutes", "1 day". */
export function durationWords(seconds: number): string {
  const unit = unitOf(seconds);
  return counted(seconds / durationUnits[unit], unit.slice(0, -1));
}

/** "1 day", "2 days", "10,000 events": a number with its noun. */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : nouns}`;
}
