// Removing an employee from a group: asks first, and names what is lost.
import type { Group, Person } from "@hesper/contract";
import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Ask } from "../brand/ask.tsx";
import { useChangeMembers } from "./groups.ts";

interface Props {
  readonly person: Pick<Person, "id" | "name">;
  readonly group: Pick<Group, "id" | "name">;
  readonly onClose: () => void;
}

export function RemoveMemberDialog({ person, group, onClose }: Props) {
  const change = useChangeMembers();
  const done = () => {
    notifications.show({
      color: "teal",
      title: "Removed",
      message: `${person.name} is not in ${group.name} any more.`,
    });
    onClose();
  };
  return (
    <Ask
      title={`Remove ${person.name} from ${group.name}`}
      action="Remove"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ groupId: group.id, remove: [person.id] }, { onSuccess: done })}
      onClose={onClose}
    >
      <Text>What {person.name} has only by this group is taken away. They can be added again.</Text>
    </Ask>
  );
}
