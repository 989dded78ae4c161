// What happened to a person, as the person reads it: who did it, and to which account or key.
import { ownEventTypes, type SecurityEvent } from "@hesper/contract";
import type { RecordedEvent } from "../audit/service.ts";
import type { Handle } from "../database/database.ts";
import { findEmployees } from "../employees/service.ts";
import type { EmployeeId } from "../security/ids.ts";
import { timeAnswer } from "../sessions/answers.ts";

export async function eventsAnswer(
  db: Handle,
  oneself: EmployeeId,
  events: readonly RecordedEvent[],
): Promise<SecurityEvent[]> {
  const actors = [...new Set(events.flatMap(({ actorId }) => actorId ?? []))];
  const names = new Map((await findEmployees(db, actors)).map(({ id, name }) => [id, name]));
  return events.map(({ id, type, atMs, address, actorId, detail }) => ({
    ...{ id, type, at: timeAnswer(atMs), address },
    by: actorId === null ? null : { name: names.get(actorId) ?? "", isOneself: actorId === oneself },
    about: (ownEventTypes as readonly string[]).includes(type) ? aboutAnswer(detail) : null,
  }));
}

function aboutAnswer({ name, to, reason, part }: RecordedEvent["detail"]): SecurityEvent["about"] {
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return { name: text(name), to: text(to), reason: text(reason), part: text(part) };
}
