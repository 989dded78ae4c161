// The page "Leavers": who could have seen something when they left, or by a compromised key; lists that are over are kept here.
import { Anchor, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { More } from "../brand/more.tsx";
import { NotForEmployees } from "../employees/not-for-employees.tsx";
import { useSession } from "../session/session.ts";
import { type ListFilter, useLeavers } from "./leavers.ts";
import { beganWords, listTitle, stateWords } from "./words.ts";
import "./leavers.css";

const filters = [
  { value: "open", label: "Open" },
  { value: "all", label: "All" },
] satisfies { value: ListFilter; label: string }[];

export function LeaversPage() {
  useTitle("Leavers");
  const role = useSession().data?.user.role;
  if (role === undefined) return null;
  return role === "employee" ? <NotForEmployees title="Leavers" /> : <Leavers />;
}

function Leavers() {
  const [filter, setFilter] = useState<ListFilter>("open");
  return (
    <Stack>
      <Anchor component={Link} to="/employees" size="sm">
        Employees
      </Anchor>
      <div>
        <Title order={1}>Leavers</Title>
        <Text c="dimmed">
          Who left, and which keys are compromised: with what could have been seen and is still to be changed.
        </Text>
      </div>
      <section className="hesper-card" aria-label="Leavers">
        <Stack gap="sm" align="stretch">
          <div>
            <SegmentedControl
              aria-label="Which lists"
              data={filters}
              value={filter}
              onChange={(value) => setFilter(value as ListFilter)}
            />
          </div>
          <Lists filter={filter} />
        </Stack>
      </section>
    </Stack>
  );
}

function Lists({ filter }: { filter: ListFilter }) {
  const list = useLeavers(filter);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isPending) return <LoadingCard height={200} />;
  if (list.isError && !list.data) return <LoadError error={list.error} retry={() => list.refetch()} />;
  if (items.length === 0) {
    return (
      <Text c="dimmed" py="md">
        {filter === "open"
          ? "Nothing is left to be changed."
          : "Nobody has left yet who could have seen something, and no key is compromised."}
      </Text>
    );
  }
  return (
    <>
      <ul className="leaver-entries" aria-label="Leavers">
        {items.map((leaver) => (
          <li key={leaver.id}>
            <div>
              <Link to="/leavers/$leaverId" params={{ leaverId: leaver.id }}>
                {leaver.key === null ? leaver.name : listTitle(leaver)}
              </Link>
              <Text size="sm">{stateWords(leaver)}</Text>
              <Text size="sm" c="dimmed">
                {beganWords(leaver)}
              </Text>
            </div>
          </li>
        ))}
      </ul>
      <More list={list} shown={items.length} noun="list" />
    </>
  );
}
