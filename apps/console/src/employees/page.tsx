// The page "Administrators": who may do what, and everything that administrators do to people.
import type { Person } from "@hesper/contract";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { useKeptFocus } from "../brand/kept-focus.ts";
import { useSession } from "../session/session.ts";
import { OpenPasses } from "../temporary-passes/open-passes.tsx";
import type { Action } from "./actions.ts";
import { InviteDialog } from "./invite-dialog.tsx";
import { NotForEmployees } from "./not-for-employees.tsx";
import { firstFilter, PeopleList } from "./people-list.tsx";
import { PersonDialog } from "./person-dialog.tsx";

export function AdministratorsPage() {
  useTitle("Administrators");
  const user = useSession().data?.user;
  if (user === undefined) return null;
  return user.role === "employee" ? (
    <NotForEmployees title="Administrators" />
  ) : (
    <People me={user.id} acts={user.role === "administrator"} />
  );
}

type Open = { readonly action: "invite" } | { readonly action: Action; readonly person: Person } | null;

function People({ me, acts }: { me: string; acts: boolean }) {
  const [filter, setFilter] = useState(firstFilter);
  const [open, setOpen] = useState<Open>(null);
  const { heading, keepFocus } = useKeptFocus();
  const close = () => {
    setOpen(null);
    keepFocus();
  };
  /** Whoever was invited is seen in the list. */
  const showInvited = ({ role }: Person) => {
    const who = role === "employee" ? "employee" : "console";
    setFilter((before) => ({ who: before.who === "everybody" ? "everybody" : who, status: "any", search: "" }));
  };
  return (
    <Stack>
      <Group justify="space-between" align="flex-start">
        <div style={{ flex: "1 1 280px" }}>
          <Title order={1} ref={heading} tabIndex={-1}>
            Administrators
          </Title>
          <Text c="dimmed">
            {acts
              ? "Who may do what, who comes in, and helping those who cannot."
              : "Who may do what. Administrators change it; you see it as it is."}
          </Text>
        </div>
        {acts && (
          <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setOpen({ action: "invite" })}>
            Invite a person
          </Button>
        )}
      </Group>
      <OpenPasses me={me} acts={acts} />
      <PeopleList
        filter={filter}
        onFilter={setFilter}
        me={me}
        onAct={acts ? (action, person) => setOpen({ action, person }) : null}
      />
      {open?.action === "invite" && <InviteDialog onInvited={showInvited} onClose={close} />}
      {open && open.action !== "invite" && <PersonDialog {...open} onClose={close} />}
    </Stack>
  );
}
