// Search and filters of the list of keys.
import { type KeyStatus, keyStatuses } from "@hesper/contract";
import { Checkbox, NativeSelect } from "@mantine/core";
import { SearchField } from "../brand/search-field.tsx";
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
      <Checkbox
        label="Accounts wait"
        checked={search.waiting ?? false}
        onChange={({ currentTarget }) => onChange(tidy({ ...search, waiting: currentTarget.checked || undefined }))}
      />
    </search>
  );
}
