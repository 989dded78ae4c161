// The page "Groups": employees that are given the same.
import type { Group as EmployeeGroup } from "@hesper/contract";
import { Button, Group, Loader, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconSearch, IconUsersPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { More } from "../brand/more.tsx";
import { counted } from "../brand/times.ts";
import { NotForEmployees } from "../employees/not-for-employees.tsx";
import { useSession } from "../session/session.ts";
import { GroupForm } from "./group-form.tsx";
import { useGroups, useMakeGroup } from "./groups.ts";
import "./groups.css";

export function GroupsPage() {
  useTitle("Groups");
  const role = useSession().data?.user.role;
  if (role === undefined) return null;
  return role === "employee" ? <NotForEmployees title="Groups" /> : <Groups acts={role === "administrator"} />;
}

function Groups({ acts }: { acts: boolean }) {
  const [making, setMaking] = useState(false);
  return (
    <Stack>
      <Group justify="space-between" align="flex-start">
        <div style={{ flex: "1 1 280px" }}>
          <Title order={1}>Groups</Title>
          <Text c="dimmed">Employees that are given the same. An employee may be in several.</Text>
        </div>
        {acts && (
          <Button leftSection={<IconUsersPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
            New group
          </Button>
        )}
      </Group>
      <GroupList onMake={acts ? () => setMaking(true) : null} />
      {making && <NewDialog onClose={() => setMaking(false)} />}
    </Stack>
  );
}

function GroupList({ onMake }: { onMake: (() => void) | null }) {
  const [typed, setTyped] = useState("");
  const list = useGroups(typed);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const busy = list.isFetching && !list.isFetchingNextPage;
  return (
    <section className="hesper-card" aria-label="All groups">
      <Stack gap="sm">
        <TextInput
          type="search"
          aria-label="Search by name"
          placeholder="Name"
          maxLength={100}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={busy ? <Loader size={16} aria-hidden /> : null}
          autoComplete="off"
        />
        {list.isPending && <LoadingCard height={200} />}
        {list.isError && !list.data && <LoadError error={list.error} retry={() => list.refetch()} />}
        {items.length > 0 && (
          <>
            <ul className="group-list" aria-label="Groups">
              {items.map((group) => (
                <Row key={group.id} group={group} />
              ))}
            </ul>
            <More list={list} shown={items.length} noun="group" />
          </>
        )}
        {list.data && items.length === 0 && (
          <Nothing searched={typed.trim() !== ""} onShowAll={() => setTyped("")} onMake={onMake} />
        )}
      </Stack>
    </section>
  );
}

function Row({ group: { id, name, description, members } }: { group: EmployeeGroup }) {
  return (
    <li>
      <div>
        <Link to="/groups/$groupId" params={{ groupId: id }}>
          {name}
        </Link>
        {description !== "" && (
          <Text size="sm" c="dimmed">
            {description}
          </Text>
        )}
      </div>
      <Text size="sm" c="dimmed" flex="none">
        {counted(members, "member")}
      </Text>
    </li>
  );
}

interface NothingProps {
  readonly searched: boolean;
  readonly onShowAll: () => void;
  readonly onMake: (() => void) | null;
}

function Nothing({ searched, onShowAll, onMake }: NothingProps) {
  return (
    <Stack gap="xs" align="flex-start" py="md">
      <Text fw={550}>{searched ? "No group is called so" : "There is no group yet"}</Text>
      <Text c="dimmed">
        {searched
          ? "Each word is searched from its beginning."
          : "With a group, what several employees need is given once, and whoever joins gets it too."}
      </Text>
      {searched ? (
        <Button variant="default" size="xs" onClick={onShowAll}>
          Show all groups
        </Button>
      ) : (
        onMake && (
          <Button size="xs" onClick={onMake}>
            New group
          </Button>
        )
      )}
    </Stack>
  );
}

function NewDialog({ onClose }: { onClose: () => void }) {
  const make = useMakeGroup();
  const navigate = useNavigate();
  return (
    <GroupForm
      title="New group"
      action="Make the group"
      initial={{ name: "", description: "" }}
      busy={make.isPending}
      error={make.error}
      onSave={(group) =>
        make.mutate(group, {
          onSuccess: ({ id }) => {
            onClose();
            navigate({ to: "/groups/$groupId", params: { groupId: id } });
          },
        })
      }
      onClose={onClose}
    />
  );
}
