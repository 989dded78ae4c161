// People, one a row; where there is no room for columns, one a card.
import type { Person } from "@hesper/contract";
import { Badge, Group, Text } from "@mantine/core";
import { IconShieldCheck, IconShieldOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { exactTime, relativeTime } from "../brand/times.ts";
import type { Action } from "./actions.ts";
import { PersonMenu } from "./person-menu.tsx";
import { hasInvitationEnded, roleNames } from "./words.ts";

const headings = ["Name", "Role", "Status", "Second factor", "Last log-in"] as const;

interface Props {
  readonly people: readonly Person[];
  readonly me: string;
  /** Null: who looks changes nothing. */
  readonly onAct: ((action: Action, person: Person) => void) | null;
}

export function PeopleTable({ people, me, onAct }: Props) {
  return (
    <table className="people-table" aria-label="People" data-acts={onAct ? "" : undefined}>
      <thead>
        <tr>
          {headings.map((heading) => (
            <th key={heading} scope="col">
              {heading}
            </th>
          ))}
          {onAct && (
            <th scope="col">
              <span className="people-unseen">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <Row key={person.id} person={person} me={me} onAct={onAct} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ person, me, onAct }: Omit<Props, "people"> & { person: Person }) {
  const { id, name, email, role, lastLoginAt } = person;
  return (
    <tr>
      <th scope="row">
        <Text fw={550}>
          {name}
          {id === me && (
            <Text span c="dimmed">
              {" "}
              (you)
            </Text>
          )}
        </Text>
        <Text size="sm" c="dimmed" fw={400}>
          {email}
        </Text>
      </th>
      <Cell heading="Role">{roleNames[role]}</Cell>
      <Cell heading="Status">
        <Status person={person} />
      </Cell>
      <Cell heading="Second factor">
        <SecondFactor person={person} />
      </Cell>
      <Cell heading="Last log-in">
        {lastLoginAt === null ? (
          "Never"
        ) : (
          <time dateTime={lastLoginAt} title={exactTime(lastLoginAt)}>
            {relativeTime(lastLoginAt)}
          </time>
        )}
      </Cell>
      {onAct && (
        <td>
          <PersonMenu person={person} me={me} onAct={(action) => onAct(action, person)} />
        </td>
      )}
    </tr>
  );
}

/** The heading stands beside the value only where there are no columns; for screen readers the column says it. */
function Cell({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <td>
      <span className="people-heading" aria-hidden>
        {heading}
      </span>
      <div>{children}</div>
    </td>
  );
}

function Status({ person }: { person: Person }) {
  const { status, invitationExpiresAt } = person;
  if (status === "active") return "Active";
  if (status === "deactivated") {
    return (
      <Badge variant="light" color="gray" tt="none" c="var(--mantine-color-text)">
        Deactivated
      </Badge>
    );
  }
  const ended = hasInvitationEnded(person, Date.now());
  return (
    <>
      <Badge variant="light" color="amber" tt="none">
        Invited
      </Badge>
      <Text size="sm" c="dimmed" mt={2}>
        {ended || invitationExpiresAt === null ? (
          "The invitation has ended"
        ) : (
          <>
            until{" "}
            <time dateTime={invitationExpiresAt} title={exactTime(invitationExpiresAt)}>
              {day(invitationExpiresAt)}
            </time>
          </>
        )}
      </Text>
    </>
  );
}

function day(iso: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" }).format(new Date(iso));
}

function SecondFactor({ person: { twoFactor, status } }: { person: Person }) {
  if (status === "invited") return "Not yet";
  const Icon = twoFactor ? IconShieldCheck : IconShieldOff;
  return (
    <Group gap={6} wrap="nowrap" className={twoFactor ? "people-protected" : "people-unprotected"}>
      <Icon size={18} stroke={1.7} aria-hidden />
      <Text span inherit c="var(--mantine-color-text)">
        {twoFactor ? "Set up" : "Not set up"}
      </Text>
    </Group>
  );
}
