// Finding an employee to give a shared account to.
import { Button, Group, Select } from "@mantine/core";
import { useState } from "react";
import { firstFilter } from "../employees/people-list.tsx";
import { usePeople } from "../employees/people.ts";
import type { Grant } from "./shared-accounts.ts";

interface Props {
  readonly onGive: (to: Grant["to"], name: string) => void;
  readonly busy: boolean;
}

export function HolderSelect({ onGive, busy }: Props) {
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const people = usePeople({ ...firstFilter, who: "everybody", search: chosen === null ? search : "" });
  const items = (people.data?.pages.flatMap((page) => page.items) ?? []).filter(({ status }) => status !== "deactivated");
  const person = items.find(({ id }) => id === chosen);
  const give = () => {
    if (!person) return;
    onGive({ kind: "employee", id: person.id }, person.name);
    setChosen(null);
    setSearch("");
  };
  return (
    <Group align="flex-end" wrap="nowrap">
      <Select
        style={{ flex: 1 }}
        label="Give it to an employee"
        placeholder="Name or email"
        searchable
        clearable
        nothingFoundMessage="Nobody fits"
        filter={({ options }) => options}
        searchValue={search}
        onSearchChange={setSearch}
        value={chosen}
        onChange={setChosen}
        data={items.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
      />
      <Button loading={busy} disabled={!person} onClick={give}>
        Give
      </Button>
    </Group>
  );
}
