// What the server says of itself in numbers. A label has few values, all known here, and none says anything of a person.
import type { Registry } from "prom-client";
import { Figure } from "./figure.ts";
import { RequestTimes } from "./request-times.ts";

const factors = ["password", "trusted_browser", "totp", "recovery_code", "passkey", "temporary_pass"] as const;

export type Figures = ReturnType<typeof createFigures>;

export function createFigures() {
  const gauge = (name: string, help: string) => new Figure(name, "gauge", help);
  const counter = (name: string, help: string) => new Figure(name, "counter", help);
  const figures = {
    requests: new RequestTimes(),
    logIns: counter("hesper_log_ins_total", "Log-ins, by what came of them and the factor that was used last"),
    throttled: counter("hesper_throttled_total", "Attempts that were refused unseen, since there were too many before"),
    hashes: gauge("hesper_hash_queue", "Slow hashes of passwords and recovery codes that wait or run"),
    hashesRefused: counter("hesper_hash_queue_refused_total", "Requests refused since too many hashes were waiting"),
    outbox: gauge("hesper_outbox_mails", "Mails that wait, and mails given up in the last days, at most 10000"),
    outboxAge: gauge("hesper_outbox_oldest_age_seconds", "How long the oldest mail has waited; 0: none waits"),
    unsealed: gauge("hesper_audit_unsealed_events", "Audit events that no seal holds yet, at most 10000"),
    unsealedAge: gauge("hesper_audit_oldest_unsealed_age_seconds", "How old the oldest of them is; 0: there is none"),
    connections: gauge("hesper_database_connections", "Connections to the database, and who waits for one"),
    databaseUp: gauge("hesper_database_up", "1: the database answered when the figures were asked for; 0: it did not"),
  };
  // What has not happened is 0, and not missing: a rate can be taken from the first time on.
  for (const factor of factors) {
    for (const outcome of ["succeeded", "failed"]) figures.logIns.set(0, { outcome, factor });
  }
  figures.logIns.set(0, { outcome: "second_factor_required", factor: "password" });
  figures.throttled.set(0);
  return figures;
}

let ofProcess: Promise<Registry> | null = null;

/** Processor, memory, event loop: of the process, whatever runs in it, and measured from the first call on. */
export async function processFigures(): Promise<string> {
  ofProcess ??= collect();
  return (await ofProcess).metrics();
}

/** Loaded when somebody asks: many servers are never asked. */
async function collect(): Promise<Registry> {
  const { collectDefaultMetrics, Registry } = await import("prom-client");
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
