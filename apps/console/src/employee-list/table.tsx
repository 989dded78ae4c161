// Employees, one a row that leads to their page; where there is no room for columns, one a card.
import type { Person } from "@hesper/contract";
import { Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { exactTime, relativeTime } from "../brand/times.ts";
import { Status } from "../employees/status.tsx";
import { roleNames } from "../employees/words.ts";
import type { EmployeeSearch, Sort } from "./filters.ts";

interface Props {
  readonly pages: readonly { readonly items: readonly Person[] }[];
  readonly search: Pick<EmployeeSearch, "sort" | "direction">;
  readonly onSort: (sort: Sort) => void;
}

const columns: readonly { readonly label: string; readonly sort?: Sort }[] = [
  { label: "Name", sort: "name" },
  { label: "Department", sort: "department" },
  { label: "Position" },
  { label: "Role" },
  { label: "Status" },
  { label: "Last log-in", sort: "lastLoginAt" },
];

export function EmployeeTable({ pages, search: { sort = "name", direction = "asc" }, onSort }: Props) {
  const ordered = direction === "asc" ? "ascending" : "descending";
  const Arrow = direction === "asc" ? IconArrowUp : IconArrowDown;
  return (
    <table className="employee-table" aria-label="Employees">
      <thead>
        <tr>
          {columns.map(({ label, sort: by }) => (
            <th key={label} scope="col" aria-sort={by === sort ? ordered : undefined}>
              {by ? (
                <button type="button" onClick={() => onSort(by)}>
                  {label}
                  {by === sort && <Arrow size={14} aria-hidden />}
                </button>
              ) : (
                label
              )}
            </th>
          ))}
        </tr>
      </thead>
      {pages.map(({ items }) => (
        <PageRows key={items[0]?.id ?? "none"} items={items} />
      ))}
    </table>
  );
}

/** A page is drawn anew only when something of it changed, and laid out only where it is near to being seen. */
const PageRows = memo(function PageRows({ items }: { items: readonly Person[] }) {
  return (
    <tbody>
      {items.map((person) => (
        <Row key={person.id} person={person} />
      ))}
    </tbody>
  );
});

function Row({ person }: { person: Person }) {
  const { id, name, email, company, department, position, role, lastLoginAt } = person;
  return (
    <tr>
      <th scope="row" className="employee-name">
        <Link to="/employees/$employeeId" params={{ employeeId: id }}>
          {name}
        </Link>
        <Text size="sm" c="dimmed">
          {email}
        </Text>
      </th>
      <td className="employee-department">
        {department?.name}
        {company && (
          <Text size="sm" c="dimmed">
            {company.name}
          </Text>
        )}
      </td>
      <td className="employee-position">{position?.name}</td>
      <td className="employee-role">{roleNames[role]}</td>
      <td className="employee-status">
        <Status person={person} />
      </td>
      <td className="employee-log-in">
        {lastLoginAt === null ? (
          "Never"
        ) : (
          <time dateTime={lastLoginAt} title={exactTime(lastLoginAt)}>
            {relativeTime(lastLoginAt)}
          </time>
        )}
      </td>
    </tr>
  );
}
