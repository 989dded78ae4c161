// Choosing a company, a department or a position: searched on the server as it is typed, and made in place.
import { Select } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { type Kind, kindWords, type Named, useMake, useNamesSearch } from "./organisation.ts";

export interface PickProps {
  readonly kind: Kind;
  readonly label: string;
  /** Null: none. */
  readonly value: Named | null;
  readonly onChange: (value: Named | null) => void;
  /** Of departments: only those of this company are offered, and made there. */
  readonly company?: Named | null;
  /** Whether one that is missing can be made here. */
  readonly makes?: boolean;
  /** The id of one that is not offered. */
  readonly without?: string;
  readonly placeholder?: string;
  readonly error?: ReactNode;
  readonly description?: ReactNode;
}

/** No id: the option that makes what was typed. */
const toMake = "make";

export function Pick({ kind, label, value, onChange, company = null, makes = false, ...props }: PickProps) {
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const make = useMake();
  const name = typed.trim();
  // What stands in the field after a choice is no search.
  const searching = value === null || typed !== labelOf(value, company);
  const asked = { search: searching ? typed : "", ...(company ? { companyId: company.id } : {}) };
  const found = useNamesSearch(kind, asked, open);
  const offered = (found.data ?? []).filter(({ id }) => id !== props.without);
  const canMake = makes && searching && name !== "" && (kind !== "department" || company !== null);
  const isThere = offered.some((one) => one.name.toLocaleLowerCase() === name.toLocaleLowerCase());
  const labelled = (one: Named) => ({ value: one.id, label: labelOf(one.id === value?.id ? value : one, company) });
  const makeOption = canMake && !isThere && !found.isFetching ? [{ value: toMake, label: `Make “${name}”` }] : [];
  const isOffered = (id: string) => id === toMake || offered.some((one) => one.id === id);
  const chosen = value && !offered.some(({ id }) => id === value.id) ? [value] : [];
  const choose = (id: string | null) => {
    if (make.isPending) return;
    if (id !== toMake) return onChange(offered.find((one) => one.id === id) ?? null);
    make.mutate({ kind, name, companyId: company?.id }, { onSuccess: onChange });
  };
  const refusal = refusedOf(make.error);
  return (
    <Select
      label={label}
      description={props.description}
      placeholder={props.placeholder ?? "None"}
      data={[...[...chosen, ...offered].map(labelled), ...makeOption]}
      value={value?.id ?? null}
      onChange={choose}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      // The server has searched already; what was chosen before is no answer to the next search.
      filter={({ options: all }) => (searching ? all.filter((one) => "value" in one && isOffered(one.value)) : all)}
      nothingFoundMessage={nothingFound(kind, { searching: found.isFetching, failed: found.isError, makes, company })}
      onDropdownOpen={() => setOpen(true)}
      clearable
      clearButtonProps={{ "aria-label": `No ${kindWords[kind].one}`, "aria-hidden": false, tabIndex: 0 }}
      comboboxProps={{ withinPortal: false }}
      error={props.error ?? (refusal && sentenceOf(refusal))}
      errorProps={{ role: "alert" }}
      autoComplete="off"
      maxLength={200}
    />
  );
}

function labelOf({ name, company }: Named, within: Named | null): string {
  return company && !within ? `${name} · ${company.name}` : name;
}

interface Situation {
  readonly searching: boolean;
  readonly failed: boolean;
  readonly makes: boolean;
  readonly company: Named | null;
}

function nothingFound(kind: Kind, { searching, failed, makes, company }: Situation): string {
  if (searching) return "Searching ...";
  if (failed) return "The server did not answer. Try again.";
  const { one, many } = kindWords[kind];
  if (!makes) return `No ${one} is called so.`;
  if (kind === "department" && !company) return "Choose the company first to make a department in it.";
  return `There are no ${many} yet. Type a name to make one.`;
}
