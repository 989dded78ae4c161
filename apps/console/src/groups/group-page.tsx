// A group's page: what it is for, its members, and changing both.
import type { Group as EmployeeGroup } from "@hesper/contract";
import { Anchor, Button, Group, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Ask } from "../brand/ask.tsx";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { counted } from "../brand/times.ts";
import { NotForEmployees } from "../employees/not-for-employees.tsx";
import { GoneList } from "../employees/what-goes.tsx";
import { useSession } from "../session/session.ts";
import { GroupForm } from "./group-form.tsx";
import { useChangeGroup, useDeleteGroup, useGroup, useGroupDeletion } from "./groups.ts";
import { MemberList } from "./member-list.tsx";
import { GroupPolicySection } from "./policy-section.tsx";
import "./groups.css";

const route = getRouteApi("/shell/groups/$groupId");

export function GroupPage() {
  const { groupId } = route.useParams();
  const role = useSession().data?.user.role;
  if (role === undefined) return null;
  if (role === "employee") return <NotForEmployees title="Group" />;
  return <Page key={groupId} id={groupId} acts={role === "administrator"} />;
}

function Page({ id, acts }: { id: string; acts: boolean }) {
  const group = useGroup(id);
  const navigate = useNavigate();
  // As it was when the dialogue was opened: a change of what was not seen is refused.
  const [open, setOpen] = useState<{ what: "edit" | "delete"; group: EmployeeGroup } | null>(null);
  useTitle(group.data?.name ?? "Group");
  const close = () => setOpen(null);
  return (
    <Stack>
      <Anchor component={Link} to="/groups" size="sm">
        Groups
      </Anchor>
      {group.isPending && <LoadingCard height={240} />}
      {group.isError && !group.data && <LoadError error={group.error} retry={() => group.refetch()} />}
      {group.data === null && <NoGroup />}
      {group.data && (
        <>
          <Head group={group.data} onOpen={acts ? (what, of) => setOpen({ what, group: of }) : null} />
          <GroupPolicySection group={group.data} acts={acts} />
          <MemberList group={group.data} acts={acts} />
        </>
      )}
      {open?.what === "edit" && <EditDialog group={open.group} onClose={close} />}
      {open?.what === "delete" && (
        <DeleteDialog
          group={open.group}
          onGone={() => {
            close();
            navigate({ to: "/groups" });
          }}
          onClose={close}
        />
      )}
    </Stack>
  );
}

interface HeadProps {
  readonly group: EmployeeGroup;
  readonly onOpen: ((what: "edit" | "delete", group: EmployeeGroup) => void) | null;
}

function Head({ group, onOpen }: HeadProps) {
  return (
    <Group justify="space-between" align="flex-start">
      <div style={{ flex: "1 1 280px", overflowWrap: "anywhere", minWidth: 0 }}>
        <Title order={1}>{group.name}</Title>
        {group.description !== "" && <Text>{group.description}</Text>}
        <Text c="dimmed">{counted(group.members, "member")}</Text>
      </div>
      {onOpen && (
        <Group gap="xs">
          <Button variant="default" onClick={() => onOpen("edit", group)}>
            Edit
          </Button>
          <Button variant="default" className="hesper-danger" onClick={() => onOpen("delete", group)}>
            Delete
          </Button>
        </Group>
      )}
    </Group>
  );
}

function NoGroup() {
  return (
    <Stack gap="xs">
      <Title order={1}>There is no such group</Title>
      <Text>The group may have been deleted. Its members are employees still.</Text>
    </Stack>
  );
}

function EditDialog({ group, onClose }: { group: EmployeeGroup; onClose: () => void }) {
  const change = useChangeGroup();
  return (
    <GroupForm
      title={`Edit ${group.name}`}
      action="Save"
      initial={group}
      busy={change.isPending}
      error={change.error}
      onSave={({ name, description }) =>
        change.mutate({ id: group.id, revision: group.revision, name, description }, { onSuccess: onClose })
      }
      onClose={onClose}
    />
  );
}

interface DeleteProps {
  readonly group: EmployeeGroup;
  readonly onGone: () => void;
  readonly onClose: () => void;
}

function DeleteDialog({ group, onGone, onClose }: DeleteProps) {
  const remove = useDeleteGroup();
  const deletion = useGroupDeletion(group.id);
  const done = () => {
    notifications.show({ color: "teal", title: "Deleted", message: `The group ${group.name} is gone.` });
    onGone();
  };
  return (
    <Ask
      title={`Delete the group ${group.name}`}
      action="Delete for good"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(group, { onSuccess: done })}
      onClose={onClose}
    >
      <Text>Its members stay employees. What they have only by this group is taken away from them.</Text>
      <GoneList items={deletion.data?.items} failed={deletion.isError} />
    </Ask>
  );
}
