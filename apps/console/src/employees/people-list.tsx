// The list of people: whom it shows, what is searched for, and its states.
import type { Person } from "@hesper/contract";
import { Button, Group, Loader, NativeSelect, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { counted } from "../brand/times.ts";
import type { Action } from "./actions.ts";
import { type PeopleFilter, usePeople } from "./people.ts";
import { PeopleTable } from "./people-table.tsx";
import "./people.css";

export const firstFilter: PeopleFilter = { who: "console", status: "any", search: "" };

interface Props {
  readonly filter: PeopleFilter;
  readonly onFilter: (filter: PeopleFilter) => void;
  readonly me: string;
  readonly onAct: ((action: Action, person: Person) => void) | null;
}

export function PeopleList({ filter, onFilter, me, onAct }: Props) {
  const people = usePeople(filter);
  const items = people.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="hesper-card people" aria-label="Who may do what">
      <FilterBar filter={filter} onFilter={onFilter} busy={people.isFetching && !people.isFetchingNextPage} />
      {people.isPending && <LoadingCard height={240} />}
      {people.isError && !people.data && <LoadError error={people.error} retry={() => people.refetch()} />}
      {items.length > 0 && <PeopleTable people={items} me={me} onAct={onAct} />}
      {people.data && items.length === 0 && <Nobody onShowAll={() => onFilter({ ...firstFilter, who: "everybody" })} />}
      {people.data && (
        <Group justify="space-between" mih={30}>
          <Text size="sm" c="dimmed" role="status">
            {items.length > 0 &&
              `${counted(items.length, "person", "people")}${people.hasNextPage ? ", and there are more" : ""}`}
          </Text>
          {people.hasNextPage && (
            <Button
              variant="default"
              size="xs"
              loading={people.isFetchingNextPage}
              onClick={() => people.fetchNextPage()}
            >
              Show more
            </Button>
          )}
        </Group>
      )}
    </section>
  );
}

const whos = [
  { value: "console", label: "Administrators and auditors" },
  { value: "employee", label: "Employees" },
  { value: "everybody", label: "Everybody" },
];
const statuses = [
  { value: "any", label: "Any status" },
  { value: "invited", label: "Invited" },
  { value: "active", label: "Active" },
  { value: "deactivated", label: "Deactivated" },
];

interface BarProps {
  readonly filter: PeopleFilter;
  readonly onFilter: (filter: PeopleFilter) => void;
  readonly busy: boolean;
}

function FilterBar({ filter, onFilter, busy }: BarProps) {
  return (
    <search className="people-filters">
      <SegmentedControl
        role="radiogroup"
        aria-label="Whom to show"
        className="people-who"
        value={filter.who}
        onChange={(who) => onFilter({ ...filter, who: who as PeopleFilter["who"] })}
        data={whos}
      />
      <TextInput
        type="search"
        aria-label="Search by name or email"
        placeholder="Name or email"
        maxLength={100}
        value={filter.search}
        onChange={(event) => onFilter({ ...filter, search: event.currentTarget.value })}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={busy ? <Loader size={16} aria-hidden /> : null}
        className="people-search"
      />
      <NativeSelect
        aria-label="Status"
        value={filter.status}
        onChange={(event) => onFilter({ ...filter, status: event.currentTarget.value as PeopleFilter["status"] })}
        data={statuses}
        className="people-status"
      />
    </search>
  );
}

function Nobody({ onShowAll }: { onShowAll: () => void }) {
  return (
    <Stack gap="xs" align="flex-start" py="md">
      <Text fw={550}>Nobody fits</Text>
      <Text c="dimmed">There is no such person among those who are shown.</Text>
      <Button variant="default" size="xs" onClick={onShowAll}>
        Show everybody
      </Button>
    </Stack>
  );
}
