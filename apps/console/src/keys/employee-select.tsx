// Finding the employee whom a new key is for.
import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, bodyOf, RefusedError, sentenceOf } from "../session/api.ts";

export interface ForEmployee {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

interface Props {
  readonly value: ForEmployee | null;
  readonly onChange: (employee: ForEmployee | null) => void;
  readonly error: string | null;
}

const shownAtMost = "20";
const typingMs = 250;

async function findEmployees(search: string): Promise<ForEmployee[]> {
  const query = { limit: shownAtMost, ...(search === "" ? {} : { search }) };
  const { items } = await bodyOf(api.listPeople({ query }));
  return items.filter(({ status }) => status !== "deactivated");
}

export function EmployeeSelect({ value, onChange, error }: Props) {
  const [search, setSearch] = useState("");
  // What is chosen stands in the field, and is no search.
  const [wanted] = useDebouncedValue(value === null ? search.trim().slice(0, 100) : "", typingMs);
  const found = useQuery({
    queryKey: ["people", "for a key", wanted],
    queryFn: () => findEmployees(wanted),
    placeholderData: keepPreviousData,
  });
  const items = found.data ?? [];
  const offered = value && !items.some(({ id }) => id === value.id) ? [value, ...items] : items;
  return (
    <Select
      label="Employee"
      placeholder="Name or email"
      searchable
      clearable
      nothingFoundMessage={nothingFound(found)}
      filter={({ options }) => options}
      searchValue={search}
      onSearchChange={setSearch}
      value={value?.id ?? null}
      onChange={(id) => onChange(offered.find((one) => one.id === id) ?? null)}
      data={offered.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
      error={error}
      errorProps={{ role: "alert" }}
      data-autofocus
    />
  );
}

/** Nobody fits only where it is known. */
function nothingFound({ isPending, error }: { readonly isPending: boolean; readonly error: Error | null }): string {
  if (isPending) return "Looking ...";
  if (error === null) return "Nobody fits";
  return error instanceof RefusedError ? sentenceOf(error.refusal) : "This could not be loaded. Type again.";
}
