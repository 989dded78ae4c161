// What the server says of itself in numbers. A label has few values, all known here, and none says anything of a person.
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { RequestTimes } from "./request-times.ts";

const factors = ["password", "trusted_browser", "totp", "recovery_code", "passkey", "temporary_pass"] as const;

export interface Figures {
  readonly requests: RequestTimes;
  readonly logIns: Counter<"outcome" | "factor">;
  readonly throttled: Counter;
  readonly hashes: Gauge<"state">;
  readonly hashesRefused: Counter;
  readonly outbox: Gauge<"state">;
  readonly outboxAge: Gauge;
  readonly unsealed: Gauge;
  readonly unsealedAge: Gauge;
  readonly connections: Gauge<"state">;
  readonly databaseUp: Gauge;
  readonly registry: Registry;
}

export function createFigures(): Figures {
  const registry = new Registry();
  const registers = [registry];
  const gauge = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge({ name, help, labelNames, registers });
  const counter = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const figures = {
    registry,
    requests: new RequestTimes(),
    logIns: counter("hesper_log_ins_total", "Log-ins, by what came of them and the factor that was used last", [
      "outcome",
      "factor",
    ]),
    throttled: counter("hesper_throttled_total", "Attempts that were refused unseen, since there were too many before"),
    hashes: gauge("hesper_hash_queue", "Slow hashes of passwords and recovery codes that wait or run", ["state"]),
    hashesRefused: counter("hesper_hash_queue_refused_total", "Requests refused since too many hashes were waiting"),
    outbox: gauge("hesper_outbox_mails", "Mails that wait, and mails given up in the last days, at most 10000", [
      "state",
    ]),
    outboxAge: gauge("hesper_outbox_oldest_age_seconds", "How long the oldest mail has waited; 0: none waits"),
    unsealed: gauge("hesper_audit_unsealed_events", "Audit events that no seal holds yet, at most 10000"),
    unsealedAge: gauge("hesper_audit_oldest_unsealed_age_seconds", "How old the oldest of them is; 0: there is none"),
    connections: gauge("hesper_database_connections", "Connections to the database, and who waits for one", ["state"]),
    databaseUp: gauge("hesper_database_up", "1: the database answered when the figures were asked for; 0: it did not"),
  };
  // What has not happened is 0, and not missing: a rate can be taken from the first time on.
  for (const factor of factors) {
    for (const outcome of ["succeeded", "failed"]) figures.logIns.inc({ outcome, factor }, 0);
  }
  figures.logIns.inc({ outcome: "second_factor_required", factor: "password" }, 0);
  return figures;
}

let ofProcess: Registry | null = null;

/** Processor, memory, event loop: of the process, whatever runs in it, and measured from the first call on. */
export function processFigures(): Registry {
  if (ofProcess === null) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}
