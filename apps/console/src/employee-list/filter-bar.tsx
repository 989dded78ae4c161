// Search, filters and order of the list of employees.
import type { Person } from "@hesper/contract";
import { Button, Group, NativeSelect } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useState } from "react";
import { SearchField } from "../brand/search-field.tsx";
import { GroupPick } from "../groups/group-pick.tsx";
import { type Kind, type Named, useNamesSearch } from "../organisation/organisation.ts";
import { Pick } from "../organisation/pick.tsx";
import { countFilters, type Direction, type EmployeeSearch, type Sort, tidy } from "./filters.ts";

interface Props {
  readonly search: EmployeeSearch;
  readonly onChange: (search: EmployeeSearch, replace?: boolean) => void;
  readonly busy: boolean;
  /** What is listed: it knows the names of what is filtered by. */
  readonly items: readonly Person[];
}

export function FilterBar({ search, onChange, busy, items }: Props) {
  // The filters would push the list off the screen.
  const [open, setOpen] = useState(() => countFilters(search) > 0);
  const set = countFilters(search);
  const { sort = "name", direction = "asc" } = search;
  return (
    <search className="employee-filters">
      <div className="employee-filter-line">
        <SearchField
          className="employee-search"
          label="Search by name, email, department"
          placeholder="Name, email, department ..."
          value={search.search ?? ""}
          busy={busy}
          onChange={(typed) => onChange(tidy({ ...search, search: typed }), true)}
        />
        <NativeSelect
          aria-label="Order"
          className="employee-order"
          data={orders.map(({ value, label }) => ({ value, label }))}
          value={`${sort} ${direction}`}
          onChange={({ currentTarget }) => {
            const [by, way] = currentTarget.value.split(" ");
            onChange(tidy({ ...search, sort: by as Sort, direction: way as Direction }));
          }}
        />
        <Button
          variant="default"
          leftSection={<IconFilter size={16} aria-hidden />}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {set === 0 ? "Filters" : `Filters (${set})`}
        </Button>
      </div>
      {open && <Filters search={search} onChange={onChange} items={items} />}
      {set > 0 && (
        <Group>
          <Button
            variant="default"
            size="xs"
            onClick={() => onChange(tidy({ search: search.search, sort: search.sort, direction: search.direction }))}
          >
            Clear the filters
          </Button>
        </Group>
      )}
    </search>
  );
}

const orders: readonly { readonly value: `${Sort} ${Direction}`; readonly label: string }[] = [
  { value: "name asc", label: "Name, A to Z" },
  { value: "name desc", label: "Name, Z to A" },
  { value: "email asc", label: "Email, A to Z" },
  { value: "email desc", label: "Email, Z to A" },
  { value: "department asc", label: "Department, A to Z" },
  { value: "department desc", label: "Department, Z to A" },
  { value: "createdAt desc", label: "Added last" },
  { value: "createdAt asc", label: "Added first" },
  { value: "lastLoginAt desc", label: "Latest log-in" },
  { value: "lastLoginAt asc", label: "Longest without a log-in" },
];

const roleChoices = [
  { value: "", label: "Any role" },
  { value: "employee", label: "Employees" },
  { value: "administrator", label: "Administrators" },
  { value: "auditor", label: "Auditors" },
  { value: "console", label: "Administrators and auditors" },
];
const statusChoices = [
  { value: "", label: "Any status" },
  { value: "active", label: "Active" },
  { value: "invited", label: "Invited" },
  { value: "deactivated", label: "Deactivated" },
];

function Filters({ search, onChange, items }: Omit<Props, "busy">) {
  const change = (changed: { readonly [F in keyof EmployeeSearch]?: EmployeeSearch[F] | undefined }) =>
    onChange(tidy({ ...search, ...changed }));
  const company = useChosen("company", search, items);
  const department = useChosen("department", search, items);
  const position = useChosen("position", search, items);
  return (
    <div className="employee-filter-fields">
      <NativeSelect
        label="Role"
        data={roleChoices}
        value={search.role ?? ""}
        onChange={({ currentTarget }) =>
          change({ role: (currentTarget.value || undefined) as EmployeeSearch["role"] | undefined })
        }
      />
      <NativeSelect
        label="Status"
        data={statusChoices}
        value={search.status ?? ""}
        onChange={({ currentTarget }) =>
          change({ status: (currentTarget.value || undefined) as EmployeeSearch["status"] | undefined })
        }
      />
      <Pick
        kind="company"
        label="Company"
        placeholder="Any"
        value={company}
        // A department of another company would leave nobody.
        onChange={(chosen) => change({ company: chosen?.id, department: undefined })}
      />
      <Pick
        kind="department"
        label="Department"
        placeholder="Any"
        value={department}
        company={company}
        onChange={(chosen) => change({ department: chosen?.id })}
      />
      <Pick
        kind="position"
        label="Position"
        placeholder="Any"
        value={position}
        onChange={(chosen) => change({ position: chosen?.id })}
      />
      <GroupPick value={search.group} onChange={(group) => change({ group })} />
    </div>
  );
}

/** Whoever is listed knows the name; where nobody is, it may be among the first of them. */
function useChosen(kind: Kind, search: EmployeeSearch, items: readonly Person[]): Named | null {
  const id = search[kind];
  const ofListed = items.map((one) => one[kind]).find((one) => one?.id === id);
  const first = useNamesSearch(kind, { search: "" }, id !== undefined && !ofListed).data;
  if (id === undefined) return null;
  return ofListed ?? first?.find((one) => one.id === id) ?? { id, name: `The chosen ${kind}` };
}
