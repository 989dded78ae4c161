// Finding an employee or a group to give a shared account to.
import { Button, Group, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, bodyOf } from "../session/api.ts";
import type { Grant } from "./shared-accounts.ts";

interface Props {
  readonly onGive: (to: Grant["to"], name: string) => void;
  readonly busy: boolean;
}

interface Found {
  readonly to: Grant["to"];
  readonly name: string;
  /** As it stands in the list. */
  readonly label: string;
}

const shownAtMost = "20";
const typingMs = 250;

async function findHolders(search: string): Promise<Found[]> {
  const query = { limit: shownAtMost, ...(search === "" ? {} : { search }) };
  const [people, groups] = await Promise.all([bodyOf(api.listPeople({ query })), bodyOf(api.listGroups({ query }))]);
  const employees = people.items.filter(({ status }) => status !== "deactivated");
  return [
    ...groups.items.map(({ id, name }) => ({ to: { kind: "group" as const, id }, name, label: `${name} (group)` })),
    ...employees.map(({ id, name, email }) => ({
      to: { kind: "employee" as const, id },
      name,
      label: `${name} (${email})`,
    })),
  ];
}

export function HolderSelect({ onGive, busy }: Props) {
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<Found | null>(null);
  // What is chosen stands in the field, and is no search.
  const [wanted] = useDebouncedValue(chosen === null ? search.trim().slice(0, 100) : "", typingMs);
  const found = useQuery({
    queryKey: ["people", "holders", wanted],
    queryFn: () => findHolders(wanted),
    placeholderData: keepPreviousData,
  });
  const items = found.data ?? [];
  const offered = chosen && !items.some(({ to }) => to.id === chosen.to.id) ? [chosen, ...items] : items;
  const give = () => {
    if (!chosen) return;
    onGive(chosen.to, chosen.name);
    setChosen(null);
    setSearch("");
  };
  return (
    <Group align="flex-end" wrap="nowrap">
      <Select
        style={{ flex: 1 }}
        label="Give it to"
        placeholder="Employee or group"
        searchable
        clearable
        nothingFoundMessage="Nobody fits"
        filter={({ options }) => options}
        searchValue={search}
        onSearchChange={setSearch}
        value={chosen?.to.id ?? null}
        onChange={(id) => setChosen(offered.find(({ to }) => to.id === id) ?? null)}
        data={offered.map(({ to, label }) => ({ value: to.id, label }))}
      />
      <Button loading={busy} disabled={!chosen} onClick={give}>
        Give
      </Button>
    </Group>
  );
}
