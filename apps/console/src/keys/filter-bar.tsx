// Search and filters of the list of keys.
import { type KeyStatus, keyStatuses } from "@hesper/contract";
import { Checkbox, NativeSelect } from "@mantine/core";
import { SearchField } from "../brand/search-field.tsx";
import { useKeyPolicies } from "../key-policies/policies.ts";
import { type KeySearch, tidy } from "./filters.ts";
import { statusNames } from "./words.ts";

interface Props {
  readonly search: KeySearch;
  readonly onChange: (search: KeySearch, replace?: boolean) => void;
  readonly busy: boolean;
}

const statusChoices = [
  { value: "", label: "Any status" },
  ...keyStatuses.map((status) => ({ value: status, label: statusNames[status] })),
];

export function FilterBar({ search, onChange, busy }: Props) {
  return (
    <search className="key-filters">
      <SearchField
        className="key-search"
        label="Search by employee"
        placeholder="Name or email of the employee ..."
        value={search.search ?? ""}
        busy={busy}
        onChange={(typed) => onChange(tidy({ ...search, search: typed }), true)}
      />
      <NativeSelect
        aria-label="Status"
        data={statusChoices}
        value={search.status ?? ""}
        onChange={({ currentTarget }) =>
          onChange(tidy({ ...search, status: (currentTarget.value || undefined) as KeyStatus | undefined }))
        }
      />
      <PolicyFilter value={search.policy} onChange={(policy) => onChange(tidy({ ...search, policy }))} />
      <Checkbox
        label="Accounts wait"
        checked={search.waiting ?? false}
        onChange={({ currentTarget }) => onChange(tidy({ ...search, waiting: currentTarget.checked || undefined }))}
      />
    </search>
  );
}

interface PolicyProps {
  readonly value: string | undefined;
  readonly onChange: (policyId: string | undefined) => void;
}

/** Where there is only the default one, there is nothing to choose. */
function PolicyFilter({ value, onChange }: PolicyProps) {
  const items = useKeyPolicies().data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length < 2 && value === undefined) return null;
  const isKnown = value === undefined || items.some(({ id }) => id === value);
  return (
    <NativeSelect
      aria-label="Policy"
      data={[
        { value: "", label: "Any policy" },
        ...items.map(({ id, name }) => ({ value: id, label: name })),
        ...(isKnown ? [] : [{ value, label: "The chosen policy" }]),
      ]}
      value={value ?? ""}
      onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
    />
  );
}
