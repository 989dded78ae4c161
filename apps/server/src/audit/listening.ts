// Who is told of what is recorded, once it is on disk: for figures, which count and change nothing.
import type { AuditEventType } from "@hesper/contract";
import { type Database, onCommit, type Tx } from "../database/database.ts";

export interface Heard {
  readonly type: AuditEventType;
  readonly factor?: string;
}
export type EventListener = (event: Heard) => void;

const listeners = new WeakMap<Database, EventListener[]>();

/** Tells of each event that is recorded through this handle from now on, also of refusals that are only counted. */
export function listenToEvents(db: Database, listener: EventListener): void {
  listeners.set(db, [...(listeners.get(db) ?? []), listener]);
}

export function announce(tx: Tx, event: Heard): void {
  onCommit(tx, (db) => {
    for (const listener of listeners.get(db) ?? []) listener(event);
  });
}
