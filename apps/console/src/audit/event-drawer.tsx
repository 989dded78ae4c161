// Everything that is known of one event, in words.
import { type AuditEvent, type AuditEventType, auditEvents, auditEventTitle, browserName } from "@hesper/contract";
import { Anchor, Code, Drawer, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { CopyButton } from "../brand/copy-button.tsx";
import { exactTimeWithZone } from "../brand/times.ts";
import { Outcome } from "./event-list.tsx";
import type { AuditSearch } from "./filters.ts";
import { addressWords, detailLines, factorWords, nameOf, nobodyWords } from "./words.ts";

interface Props {
  /** Null: closed. */
  readonly event: AuditEvent | null;
  readonly onClose: () => void;
}

export function EventDrawer({ event, onClose }: Props) {
  return (
    <Drawer
      opened={event !== null}
      onClose={onClose}
      position="right"
      size={480}
      title={event && auditEventTitle(event.type)}
      closeButtonProps={{ "aria-label": "Close" }}
      attributes={{ header: { role: "none" } }}
      styles={{ title: { fontWeight: 650, fontSize: "1.125rem" } }}
    >
      {event && <Facts event={event} onClose={onClose} />}
    </Drawer>
  );
}

function Facts({ event, onClose }: { event: AuditEvent; onClose: () => void }) {
  const { type, at, outcome, actor, subject, address, browser, factor, seal, id } = event;
  const about = type in auditEvents ? auditEvents[type as AuditEventType].about : "";
  return (
    <Stack gap="md">
      <Text>{about || "This program does not know this kind of event; a newer one wrote it."}</Text>
      <dl className="audit-facts">
        <Fact label="Outcome">
          <Outcome outcome={outcome} />
        </Fact>
        <Fact label="Time">
          <time dateTime={at}>{exactTimeWithZone(at)}</time>
        </Fact>
        <Fact label="Who">{actor ? <Somebody person={actor} onClose={onClose} /> : nobodyWords(event)}</Fact>
        <Fact label="On whom">
          {subject ? <Somebody person={subject} onClose={onClose} of={actor?.id} /> : "Nobody in particular"}
        </Fact>
        <Fact label="From">
          {addressWords(address)}
          <Text size="sm">
            <AuditLink search={{ address }} onClick={onClose}>
              Show all events from this address
            </AuditLink>
          </Text>
        </Fact>
        <Fact label="Browser">
          {browser === "" ? "None: no browser was used" : browserName(browser)}
          {browser !== "" && (
            <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {browser}
            </Text>
          )}
        </Fact>
        <Fact label="Factor">{factorWords(factor) || "None"}</Fact>
        {detailLines(event).map(({ label, value, about: holds }) => (
          <Fact key={label} label={label}>
            {value}
            {holds && (
              <Text size="sm" c="dimmed">
                {withCode(holds)}
              </Text>
            )}
          </Fact>
        ))}
        <Fact label="Sealed">
          {seal === null ? "Not yet: events are sealed every minute" : `In seal ${seal.toLocaleString("en")}`}
        </Fact>
        <Fact label="Kind">
          <Code>{type}</Code>
        </Fact>
        <Fact label="Id">
          <Group gap="xs">
            <Code style={{ overflowWrap: "anywhere" }}>{id}</Code>
            <CopyButton text={id} what="the id" />
          </Group>
        </Fact>
      </dl>
    </Stack>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type Person = NonNullable<AuditEvent["actor"]>;

/** @param of who did it: where that is the same person, it need not be said twice. */
function Somebody({ person, onClose, of }: { person: Person; onClose: () => void; of?: string }) {
  if (person.id === of) return "The same person";
  return (
    <>
      <Text>{nameOf(person)}</Text>
      {person.email && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {person.email}
        </Text>
      )}
      <Text size="sm">
        <AuditLink search={{ person: person.id }} onClick={onClose}>
          Show all events of this person
        </AuditLink>
      </Text>
    </>
  );
}

function AuditLink({ search, ...rest }: { search: AuditSearch; onClick: () => void; children: ReactNode }) {
  return <Anchor size="sm" {...rest} renderRoot={(props) => <Link {...props} to="/audit" search={search} />} />;
}

/** The catalogue writes values between backticks. */
function withCode(text: string): ReactNode {
  return text.split("`").map((part, at) => (at % 2 === 1 ? <Code key={part}>{part}</Code> : part));
}
