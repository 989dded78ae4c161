// All rows, in the order of the table.
import type { Scenario } from "../scenario.ts";
import { auditOnPostgres, auditOnSqlite } from "./audit.ts";
import { sessionsInFlood } from "./flood.ts";
import { growthOnPostgres, growthOnSqlite } from "./growth.ts";
import { importOnPostgres, importOnSqlite } from "./import.ts";
import { keySync, morningRush } from "./keys.ts";
import { logInPage } from "./log-in-page.ts";
import { passwordStep, stepsOnPostgres, stepsOnSqlite } from "./log-in-steps.ts";
import { sessionsOnPostgres, sessionsOnSqlite } from "./sessions.ts";
import { startAndMemory } from "./start-and-memory.ts";
import { twoNodes } from "./two-nodes.ts";

export const scenarios: readonly Scenario[] = [
  sessionsOnSqlite,
  sessionsOnPostgres,
  passwordStep,
  stepsOnSqlite,
  stepsOnPostgres,
  sessionsInFlood,
  growthOnSqlite,
  growthOnPostgres,
  importOnSqlite,
  importOnPostgres,
  keySync,
  morningRush,
  auditOnSqlite,
  auditOnPostgres,
  startAndMemory,
  logInPage,
  twoNodes,
];
