// Adding members to a group: searched by words, ticked, and added all at once.
import { type Group as EmployeeGroup, mostMembersAtOnce, type Person } from "@hesper/contract";
import { Button, Checkbox, Group, Loader, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { ErrorMessage, LoadError, LoadingCard } from "../brand/messages.tsx";
import { counted } from "../brand/times.ts";
import { queryOf } from "../employee-list/filters.ts";
import { useEmployees } from "../employee-list/list.ts";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { useChangeMembers } from "./groups.ts";

const typingMs = 250;

interface Props {
  readonly group: EmployeeGroup;
  /** What the group was given waits for the keys of those who join. */
  readonly onAdded: () => void;
  readonly onClose: () => void;
}

type Chosen = ReadonlyMap<string, Person>;

export function AddMembersDialog({ group, onAdded, onClose }: Props) {
  const [chosen, setChosen] = useState<Chosen>(new Map());
  const change = useChangeMembers();
  const refusal = refusedOf(change.error);
  const add = () => {
    change.mutate(
      { groupId: group.id, add: [...chosen.keys()] },
      {
        onSuccess: ({ added }) => {
          notifications.show({ color: "teal", title: "Added", message: wordsOf(added, chosen.size) });
          onAdded();
          onClose();
        },
      },
    );
  };
  const toggle = (person: Person) =>
    setChosen((before) => {
      const after = new Map(before);
      if (!after.delete(person.id)) after.set(person.id, person);
      return after;
    });
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Add members to ${group.name}`}
      size="lg"
      closeOnClickOutside={chosen.size === 0}
    >
      <Stack>
        <Found chosen={chosen} onToggle={toggle} />
        <Text size="sm" role="status" style={{ overflowWrap: "anywhere" }}>
          {chosen.size === 0 ? "Nobody is chosen yet." : `Chosen: ${namesOf(chosen)}`}
        </Text>
        <ErrorMessage>{refusal && sentenceOf(refusal)}</ErrorMessage>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button onClick={add} disabled={chosen.size === 0} loading={change.isPending}>
            {chosen.size === 0 ? "Add" : `Add ${counted(chosen.size, "employee")}`}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

const namesShown = 5;

function namesOf(chosen: Chosen): string {
  const names = [...chosen.values()].map(({ name }) => name);
  const more = names.length - namesShown;
  return more > 0 ? `${names.slice(0, namesShown).join(", ")} and ${more} more` : names.join(", ");
}

function wordsOf(added: number, chosen: number): string {
  const were = chosen - added;
  const others = were === 0 ? "" : ` ${were === 1 ? "One was" : `${were} were`} in it already.`;
  return `${counted(added, "employee")} joined the group.${others}`;
}

/** Those who were ticked stay so while something else is searched. */
function Found({ chosen, onToggle }: { chosen: Chosen; onToggle: (person: Person) => void }) {
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, typingMs);
  const list = useEmployees(queryOf({ search }));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isFull = chosen.size >= mostMembersAtOnce;
  return (
    <>
      <TextInput
        type="search"
        label="Search employees"
        placeholder="Name, email, department ..."
        maxLength={100}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={list.isFetching ? <Loader size={16} aria-hidden /> : null}
        autoComplete="off"
        data-autofocus
      />
      {list.isPending && <LoadingCard height={240} />}
      {list.isError && !list.data && <LoadError error={list.error} retry={() => list.refetch()} />}
      {list.data && (
        <fieldset className="group-found" aria-label="Employees">
          {items.map((person) => (
            <Checkbox
              key={person.id}
              label={person.name}
              description={[person.email, person.department?.name].filter(Boolean).join(" · ")}
              checked={chosen.has(person.id)}
              disabled={isFull && !chosen.has(person.id)}
              onChange={() => onToggle(person)}
            />
          ))}
          {items.length === 0 && <Text c="dimmed">No employee has all these words.</Text>}
          {list.hasNextPage && (
            <Button
              variant="default"
              size="xs"
              loading={list.isFetchingNextPage}
              onClick={() => list.fetchNextPage()}
              style={{ alignSelf: "flex-start" }}
            >
              Show more
            </Button>
          )}
        </fieldset>
      )}
      {isFull && <Text size="sm">At most {mostMembersAtOnce} are added at once.</Text>}
    </>
  );
}
