// The page "Employees": everybody of the organisation, found by words and filters that stand in its address.
import { Anchor, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconDownload, IconFileUpload, IconUserPlus } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { More } from "../brand/more.tsx";
import { counted } from "../brand/times.ts";
import { NotForEmployees } from "../employees/not-for-employees.tsx";
import { useSession } from "../session/session.ts";
import { FilterBar } from "./filter-bar.tsx";
import { type EmployeeSearch, isNarrowed, queryOf, sortedBy, tidy } from "./filters.ts";
import { useEmployees } from "./list.ts";
import { NewEmployeeDialog } from "./new-dialog.tsx";
import { EmployeeTable } from "./table.tsx";
import "./employee-list.css";

const route = getRouteApi("/shell/employees");

export function EmployeesPage() {
  useTitle("Employees");
  const role = useSession().data?.user.role;
  if (role === undefined) return null;
  return role === "employee" ? <NotForEmployees title="Employees" /> : <Employees acts={role === "administrator"} />;
}

function Employees({ acts }: { acts: boolean }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [adding, setAdding] = useState(false);
  // Letters of a search are no steps of the browser's "Back".
  const change = (changed: EmployeeSearch, replace = false) => navigate({ search: changed, replace });
  return (
    <Stack className="hesper-wide">
      <Group justify="space-between" align="flex-start">
        <div style={{ flex: "1 1 280px" }}>
          <Title order={1}>Employees</Title>
          <Text c="dimmed">
            Everybody of the organisation, whether they log in here or not.{" "}
            <Anchor component={Link} to="/leavers" underline="always">
              Leavers
            </Anchor>
          </Text>
        </div>
        <Group gap="xs">
          <Button
            component="a"
            href={exportAddress(search)}
            download
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            Export
          </Button>
          {acts && (
            <Button
              component={Link}
              to="/employees/import"
              variant="default"
              leftSection={<IconFileUpload size={16} aria-hidden />}
            >
              Import
            </Button>
          )}
          {acts && (
            <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
              New employee
            </Button>
          )}
        </Group>
      </Group>
      <EmployeeList search={search} onChange={change} acts={acts} onAdd={() => setAdding(true)} />
      {adding && <NewEmployeeDialog onClose={() => setAdding(false)} />}
    </Stack>
  );
}

/** What the filters show, as a file. */
function exportAddress(search: EmployeeSearch): string {
  return `/api/v1/employees/export?${new URLSearchParams(queryOf(search))}`;
}

interface ListProps {
  readonly search: EmployeeSearch;
  readonly onChange: (search: EmployeeSearch, replace?: boolean) => void;
  readonly acts: boolean;
  readonly onAdd: () => void;
}

function EmployeeList({ search, onChange, acts, onAdd }: ListProps) {
  const query = useMemo(() => queryOf(search), [search]);
  const list = useEmployees(query);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total ?? null;
  const busy = list.isFetching && !list.isFetchingNextPage;
  return (
    <section className="hesper-card employee-list" aria-label="All employees">
      <FilterBar search={search} onChange={onChange} busy={busy} items={items} />
      <Text size="sm" c="dimmed" role="status" mih={20}>
        {list.data && !list.isPlaceholderData && countWords(items.length, total, list.hasNextPage)}
      </Text>
      {list.isPending && <LoadingCard height={320} />}
      {list.isError && !list.data && <LoadError error={list.error} retry={() => list.refetch()} />}
      {items.length > 0 && (
        <div aria-busy={list.isPlaceholderData} className="employee-results">
          <EmployeeTable
            pages={list.data?.pages ?? []}
            search={search}
            onSort={(sort) => onChange(sortedBy(search, sort))}
          />
          <More list={list} shown={items.length} noun="employee" />
        </div>
      )}
      {list.data && items.length === 0 && (
        <Nobody
          narrowed={isNarrowed(search)}
          onShowAll={() => onChange(tidy({ sort: search.sort, direction: search.direction }))}
          onAdd={acts ? onAdd : null}
        />
      )}
    </section>
  );
}

function countWords(shown: number, total: number | null, hasMore: boolean): string {
  if (total !== null) return total === 0 ? "" : counted(total, "employee");
  return hasMore ? `More than ${counted(shown, "employee")}` : counted(shown, "employee");
}

function Nobody({
  narrowed,
  onShowAll,
  onAdd,
}: {
  narrowed: boolean;
  onShowAll: () => void;
  onAdd: (() => void) | null;
}) {
  return (
    <Stack gap="xs" align="flex-start" py="md">
      <Text fw={550}>{narrowed ? "Nobody fits" : "There is nobody yet"}</Text>
      <Text c="dimmed">
        {narrowed
          ? "No employee has all these words and fits the filters. Names, emails, external ids, companies and departments are searched, each word from its beginning."
          : "Add the first employee; whoever is to log in here gets an invitation."}
      </Text>
      <Group gap="xs">
        {narrowed && (
          <Button variant="default" size="xs" onClick={onShowAll}>
            Show everybody
          </Button>
        )}
        {!narrowed && onAdd && (
          <Button size="xs" onClick={onAdd}>
            New employee
          </Button>
        )}
      </Group>
    </Stack>
  );
}
