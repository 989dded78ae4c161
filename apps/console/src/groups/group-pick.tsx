// Choosing a group, searched on the server as it is typed.
import type { Group } from "@hesper/contract";
import { Select } from "@mantine/core";
import { useState } from "react";
import { useGroup, useGroups } from "./groups.ts";

interface Props {
  /** An id; undefined: any. */
  readonly value: string | undefined;
  readonly onChange: (id: string | undefined) => void;
}

export function GroupPick({ value, onChange }: Props) {
  const group = useGroup(value);
  const chosen = value === undefined ? null : { id: value, name: group.data?.name ?? "The chosen group" };
  return <GroupSelect label="Group" placeholder="Any" value={chosen} onChange={(one) => onChange(one?.id)} clears />;
}

type Choice = Pick<Group, "id" | "name">;

interface SelectProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: Choice | null;
  readonly onChange: (group: Choice | null) => void;
  readonly clears?: boolean;
  /** Ids of those that are not offered. */
  readonly without?: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

export function GroupSelect({ label, placeholder, value, onChange, clears = false, without = none }: SelectProps) {
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const searching = typed !== value?.name;
  const groups = useGroups(searching ? typed : "", open);
  const found = (groups.data?.pages.flatMap((page) => page.items) ?? []).filter(({ id }) => !without.has(id));
  const isFound = (id: string) => found.some((one) => one.id === id);
  const data = [...(value && !isFound(value.id) ? [value] : []), ...found];
  return (
    <Select
      label={label}
      placeholder={placeholder}
      data={data.map(({ id, name }) => ({ value: id, label: name }))}
      value={value?.id ?? null}
      onChange={(id) => onChange(found.find((one) => one.id === id) ?? null)}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => (searching ? options.filter((one) => "value" in one && isFound(one.value)) : options)}
      nothingFoundMessage={groups.isFetching ? "Searching ..." : "No group is called so."}
      onDropdownOpen={() => setOpen(true)}
      clearable={clears}
      clearButtonProps={{ "aria-label": "Any group", "aria-hidden": false, tabIndex: 0 }}
      comboboxProps={{ withinPortal: false }}
      autoComplete="off"
      maxLength={200}
    />
  );
}
