// The groups that an employee is in: adding to one, and removing.
import type { Group as EmployeeGroup } from "@hesper/contract";
import { Anchor, Button, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Ask } from "../brand/ask.tsx";
import { useKeptFocus } from "../brand/kept-focus.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { ShowMore } from "../brand/show-more.tsx";
import { GroupSelect } from "../groups/group-pick.tsx";
import { useChangeMembers, useGroupsOf } from "../groups/groups.ts";
import { RemoveMemberDialog } from "../groups/remove-member-dialog.tsx";
import { SectionCard } from "./card.tsx";
import type { SectionProps } from "./section.ts";

type Named = Pick<EmployeeGroup, "id" | "name">;

export function GroupsSection({ person, acts }: SectionProps) {
  const groups = useGroupsOf(person.id);
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Named | null>(null);
  const { heading, keepFocus } = useKeptFocus();
  const items = groups.data?.pages.flatMap((page) => page.items) ?? [];
  const closeRemoving = () => {
    setRemoving(null);
    keepFocus();
  };
  const add = (
    <Button variant="default" size="xs" onClick={() => setAdding(true)}>
      Add to a group
    </Button>
  );
  return (
    <SectionCard title="Groups" action={acts && add} heading={heading}>
      {groups.isPending && <LoadingCard height={48} />}
      {groups.isError && !groups.data && <LoadError error={groups.error} retry={() => groups.refetch()} />}
      {groups.data && items.length === 0 && <Text c="dimmed">In no group.</Text>}
      {items.length > 0 && (
        <ul className="employee-rows" aria-label="Groups">
          {items.map((group) => (
            <li key={group.id}>
              <Anchor renderRoot={(props) => <Link {...props} to="/groups/$groupId" params={{ groupId: group.id }} />}>
                {group.name}
              </Anchor>
              {acts && (
                <Button
                  variant="default"
                  size="compact-xs"
                  aria-label={`Remove from ${group.name}`}
                  onClick={() => setRemoving(group)}
                >
                  Remove
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <ShowMore list={groups} />
      {adding && (
        <AddDialog person={person} without={new Set(items.map(({ id }) => id))} onClose={() => setAdding(false)} />
      )}
      {removing && <RemoveMemberDialog person={person} group={removing} onClose={closeRemoving} />}
    </SectionCard>
  );
}

interface DialogProps {
  readonly person: SectionProps["person"];
  readonly onClose: () => void;
}

function AddDialog({ person, without, onClose }: DialogProps & { without: ReadonlySet<string> }) {
  const [group, setGroup] = useState<Named | null>(null);
  const change = useChangeMembers();
  const done = () => {
    notifications.show({ color: "teal", title: "Added", message: `${person.name} is in ${group?.name} now.` });
    onClose();
  };
  return (
    <Ask
      title={`Add ${person.name} to a group`}
      action="Add"
      danger={false}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => group && change.mutate({ groupId: group.id, add: [person.id] }, { onSuccess: done })}
      onClose={onClose}
    >
      <Stack gap="xs">
        <GroupSelect label="Group" placeholder="Choose a group" value={group} onChange={setGroup} without={without} />
        <Text size="sm" c="dimmed">
          What is given to the group is given to its members. New groups are made on the page "Groups".
        </Text>
      </Stack>
    </Ask>
  );
}
