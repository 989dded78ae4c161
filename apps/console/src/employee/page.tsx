// An employee's page: who it is, what hangs on them, and what can be done.
import type { Person } from "@hesper/contract";
import { Anchor, Group, Stack, Text, Title } from "@mantine/core";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import type { Action } from "../employees/actions.ts";
import { NotForEmployees } from "../employees/not-for-employees.tsx";
import { PersonDialog } from "../employees/person-dialog.tsx";
import { PersonMenu } from "../employees/person-menu.tsx";
import { Status } from "../employees/status.tsx";
import { roleNames } from "../employees/words.ts";
import { useSession } from "../session/session.ts";
import { useEmployee } from "./employee.ts";
import { sections } from "./sections.ts";
import "./employee.css";

const route = getRouteApi("/shell/employees/$employeeId");

export function EmployeePage() {
  const { employeeId } = route.useParams();
  const user = useSession().data?.user;
  if (user === undefined) return null;
  if (user.role === "employee") return <NotForEmployees title="Employee" />;
  return <Employee key={employeeId} id={employeeId} me={user.id} acts={user.role === "administrator"} />;
}

function Employee({ id, me, acts }: { id: string; me: string; acts: boolean }) {
  const person = useEmployee(id);
  const navigate = useNavigate();
  const [open, setOpen] = useState<{ action: Action; person: Person } | null>(null);
  useTitle(person.data?.name ?? "Employee");
  return (
    <Stack>
      <Anchor component={Link} to="/employees" size="sm">
        Employees
      </Anchor>
      {person.isPending && <LoadingCard height={280} />}
      {person.isError && !person.data && <LoadError error={person.error} retry={() => person.refetch()} />}
      {person.data === null && <Nobody />}
      {person.data && (
        <Sections person={person.data} me={me} acts={acts} onAct={(action, of) => setOpen({ action, person: of })} />
      )}
      {open && <PersonDialog {...open} onClose={() => setOpen(null)} onGone={() => navigate({ to: "/employees" })} />}
    </Stack>
  );
}

interface SectionsProps {
  readonly person: Person;
  readonly me: string;
  readonly acts: boolean;
  readonly onAct: (action: Action, person: Person) => void;
}

function Sections({ person, me, acts, onAct }: SectionsProps) {
  const { name, role, position, department, company } = person;
  const place = [position, department, company].flatMap((one) => one?.name ?? []).join(" · ");
  return (
    <>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div style={{ overflowWrap: "anywhere", minWidth: 0 }}>
          <Title order={1}>{name}</Title>
          {place !== "" && <Text>{place}</Text>}
          <Group gap="md" mt={4} align="flex-start" fz="sm">
            <span>{roleNames[role]}</span>
            <div>
              <Status person={person} />
            </div>
          </Group>
        </div>
        {acts && <PersonMenu person={person} me={me} onAct={(action) => onAct(action, person)} labelled />}
      </Group>
      {sections.map(({ title, Section }) => (
        <Section key={title} person={person} acts={acts} onAct={(action) => onAct(action, person)} />
      ))}
    </>
  );
}

function Nobody() {
  return (
    <Stack gap="xs">
      <Title order={1}>There is no such employee</Title>
      <Text>The employee may have been deleted. What they did stays in the audit.</Text>
    </Stack>
  );
}
