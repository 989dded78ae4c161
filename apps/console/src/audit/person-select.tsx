// Choosing a person to look for: searched on the server as it is typed, by name or email.
import { Select } from "@mantine/core";
import { useState } from "react";
import { usePeopleSearch, usePerson } from "./audit.ts";

interface Props {
  readonly value: string | undefined;
  readonly onChange: (id: string | undefined) => void;
  /** What the list itself knows of people: those who were deleted are nowhere else. */
  readonly nameFromList: (id: string) => string | undefined;
}

export function PersonSelect({ value, onChange, nameFromList }: Props) {
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const chosen = useChosen(value, nameFromList);
  // What stands in the field after a choice is no search.
  const searching = typed !== chosen?.label;
  const people = usePeopleSearch(searching ? typed : "", open);
  const found = (people.data?.items ?? []).map(({ id, name, email }) => ({ value: id, label: labelOf(name, email) }));
  const isFound = (id: string) => found.some((one) => one.value === id);
  const data = chosen && !isFound(chosen.value) ? [chosen, ...found] : found;
  return (
    <Select
      label="Person"
      placeholder="Name or email"
      data={data}
      value={value ?? null}
      onChange={(id) => onChange(id ?? undefined)}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      // The server has searched already; whoever was chosen before is no answer to the next search.
      filter={({ options }) => (searching ? options.filter((one) => "value" in one && isFound(one.value)) : options)}
      nothingFoundMessage={people.isFetching ? "Searching ..." : "Nobody has this name or email."}
      onDropdownOpen={() => setOpen(true)}
      clearable
      clearButtonProps={{ "aria-label": "Any person", "aria-hidden": false, tabIndex: 0 }}
      comboboxProps={{ withinPortal: false }}
      autoComplete="off"
      maxLength={100}
    />
  );
}

function labelOf(name: string, email: string): string {
  return `${name} · ${email}`;
}

function useChosen(id: string | undefined, nameFromList: (id: string) => string | undefined) {
  const person = usePerson(id);
  if (id === undefined) return null;
  const label = person.data ? labelOf(person.data.name, person.data.email) : nameFromList(id);
  if (label !== undefined) return { value: id, label };
  return { value: id, label: person.isPending ? "..." : "A person who is no longer here" };
}
