// The members of a group: searched, added, removed.
import type { Group as EmployeeGroup, Person } from "@hesper/contract";
import { Button, Group, Loader, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useKeptFocus } from "../brand/kept-focus.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { More } from "../brand/more.tsx";
import { DeliverButton } from "../deliveries/deliver-button.tsx";
import { queryOf } from "../employee-list/filters.ts";
import { useEmployees } from "../employee-list/list.ts";
import { AddMembersDialog } from "./add-members-dialog.tsx";
import { RemoveMemberDialog } from "./remove-member-dialog.tsx";

const typingMs = 250;

export function MemberList({ group, acts }: { group: EmployeeGroup; acts: boolean }) {
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, typingMs);
  const [adding, setAdding] = useState(false);
  const [hasAdded, setHasAdded] = useState(false);
  const [removing, setRemoving] = useState<Person | null>(null);
  const { heading, keepFocus } = useKeptFocus();
  const closeRemoving = () => {
    setRemoving(null);
    keepFocus();
  };
  const list = useEmployees(queryOf({ group: group.id, search }));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="hesper-card" aria-labelledby="members-title">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} id="members-title" ref={heading} tabIndex={-1}>
            Members
          </Title>
          {acts && (
            <Button size="xs" onClick={() => setAdding(true)}>
              Add members
            </Button>
          )}
        </Group>
        {hasAdded && <DeliverButton />}
        <TextInput
          type="search"
          aria-label="Search among the members"
          placeholder="Name, email, department ..."
          maxLength={100}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={list.isFetching && !list.isFetchingNextPage ? <Loader size={16} aria-hidden /> : null}
          autoComplete="off"
        />
        {list.isPending && <LoadingCard height={160} />}
        {list.isError && !list.data && <LoadError error={list.error} retry={() => list.refetch()} />}
        {items.length > 0 && (
          <>
            <ul className="group-list" aria-label="Members">
              {items.map((person) => (
                <Row key={person.id} person={person} onRemove={acts ? () => setRemoving(person) : null} />
              ))}
            </ul>
            <More list={list} shown={items.length} noun="member" />
          </>
        )}
        {list.data && items.length === 0 && (
          <Text c="dimmed" py="md">
            {search.trim() === "" ? "The group has no members yet." : "No member has all these words."}
          </Text>
        )}
      </Stack>
      {adding && <AddMembersDialog group={group} onAdded={() => setHasAdded(true)} onClose={() => setAdding(false)} />}
      {removing && <RemoveMemberDialog person={removing} group={group} onClose={closeRemoving} />}
    </section>
  );
}

function Row({ person, onRemove }: { person: Person; onRemove: (() => void) | null }) {
  const { id, name, email, department } = person;
  return (
    <li>
      <div>
        <Link to="/employees/$employeeId" params={{ employeeId: id }}>
          {name}
        </Link>
        <Text size="sm" c="dimmed">
          {[email, department?.name].filter(Boolean).join(" · ")}
        </Text>
      </div>
      {onRemove && (
        <Button variant="default" size="compact-sm" flex="none" aria-label={`Remove ${name}`} onClick={onRemove}>
          Remove
        </Button>
      )}
    </li>
  );
}
