// The route of the dashboard: figures of the whole installation, for those who look after it.
import { z } from "zod";
import { time } from "./answers.ts";
import { keyKinds, keyStatuses } from "./key-statuses.ts";
import { route } from "./route.ts";

/** Days of log-ins, today included. */
export const dashboardDays = 30;

/** What came of a log-in. */
export const logInOutcomes = ["succeeded", "failed"] as const;
export type LogInOutcome = (typeof logInOutcomes)[number];

/**
 * What a person was logged in with in the end, or failed to be. `unknown`: one of many wrong second factors, which were
 * too many to be recorded one by one.
 */
export const logInFactors = [
  "password",
  "totp",
  "passkey",
  "recovery_code",
  "trusted_browser",
  "temporary_pass",
  "unknown",
] as const;
export type LogInFactor = (typeof logInFactors)[number];

/** How old the password of an account is at least, in days. The last goes on for ever. */
export const passwordAges = ["under_90_days", "90_to_180_days", "180_to_365_days", "over_365_days"] as const;
export type PasswordAge = (typeof passwordAges)[number];

const count = z.int().min(0);

export const dashboard = z
  .object({
    asOf: time.describe("When it was counted; that is done once in a minute at most"),
    recounting: z.boolean().describe("Whether newer figures are being counted at this moment: ask again soon"),
    logIns: z
      .array(
        z.object({
          day: z.iso.date().describe("Of UTC"),
          outcome: z.enum(logInOutcomes),
          factor: z.enum(logInFactors),
          count,
        }),
      )
      .describe(`The last ${dashboardDays} days, up to that of asOf; what did not happen is left out`),
    adoption: z.object({
      people: count.describe("Active people who have a password"),
      withSecondFactor: count.describe("How many of them have an authenticator app or a passkey"),
      byKind: z.object({ totp: count, passkey: count }).describe("Some have both"),
    }),
    keys: z.array(z.object({ status: z.enum(keyStatuses), kind: z.enum(keyKinds), count })),
    deliveries: z
      .object({
        waiting: count.describe("Not sealed to the key yet"),
        queued: count.describe("The key gets it at its next contact"),
        keysWaiting: count.describe("Keys that something waits for"),
      })
      .describe("Of personal and shared accounts to active keys"),
    accounts: z
      .array(z.object({ passwordAge: z.enum(passwordAges), count }))
      .describe("Personal and shared ones. Where the password was never changed, since the account was made"),
  })
  .meta({ id: "Dashboard" });
export type Dashboard = z.infer<typeof dashboard>;

export const dashboardRoutes = {
  getDashboard: route({
    name: "getDashboard",
    method: "GET",
    path: "/dashboard",
    summary: "Figures of the installation: log-ins, second factors, keys, deliveries, ages of passwords",
    tag: "Dashboard",
    access: "session",
    roles: ["administrator", "auditor"],
    success: { status: 200, body: dashboard },
    refusals: [],
  }),
} as const;
