// What happened lately with an employee, from the audit.
import { type AuditEvent, auditEventTitle } from "@hesper/contract";
import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { nameOf, nobodyWords } from "../audit/words.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { exactTime, relativeTime } from "../brand/times.ts";
import { SectionCard } from "./card.tsx";
import { useRecentEvents } from "./employee.ts";
import type { SectionProps } from "./section.ts";

export function EventsSection({ person }: SectionProps) {
  const events = useRecentEvents(person);
  const all = (
    <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/audit" search={{ person: person.id }} />}>
      All in the audit
    </Anchor>
  );
  return (
    <SectionCard title="Recent events" action={all}>
      {events.isPending && <LoadingCard height={160} />}
      {events.isError && !events.data && <LoadError error={events.error} retry={() => events.refetch()} />}
      {events.data?.items.length === 0 && <Text c="dimmed">Nothing is in the audit any more.</Text>}
      {events.data && events.data.items.length > 0 && (
        <ul className="employee-rows" aria-label="Recent events">
          {events.data.items.map((event) => (
            <li key={event.id}>
              <span>
                {auditEventTitle(event.type)}
                <Text span inherit c="dimmed">
                  {byWords(event, person.id)}
                </Text>
              </span>
              <time dateTime={event.at} title={exactTime(event.at)}>
                {relativeTime(event.at)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </SectionCard>
  );
}

/** Who did it, where it was not the employee; on whom, where the employee did it to somebody else. */
function byWords(event: AuditEvent, id: string): string {
  const { actor, subject } = event;
  if (actor?.id === id) return subject && subject.id !== id ? ` · on ${nameOf(subject)}` : "";
  return ` · by ${actor ? nameOf(actor) : nobodyWords(event).replace(/^[TNW]/, (letter) => letter.toLowerCase())}`;
}
