// A leaver's list: what somebody who left, or whoever has a compromised key, could have seen, until each is changed or ticked off.
import { Alert, Anchor, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconUserCheck } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { dayAndTime } from "../brand/times.ts";
import { NotForEmployees } from "../employees/not-for-employees.tsx";
import { useSession } from "../session/session.ts";
import { CloseDialog } from "./close-dialog.tsx";
import { EntryList } from "./entry-list.tsx";
import { type Leaver, useLeaver } from "./leavers.ts";
import { beganWords, listTitle, stateWords } from "./words.ts";

const route = getRouteApi("/shell/leavers/$leaverId");

export function LeaverPage() {
  const { leaverId } = route.useParams();
  const user = useSession().data?.user;
  if (user === undefined) return null;
  if (user.role === "employee") return <NotForEmployees title="Leaver" />;
  return <Page key={leaverId} id={leaverId} me={user.id} isAdministrator={user.role === "administrator"} />;
}

function Page({ id, me, isAdministrator }: { id: string; me: string; isAdministrator: boolean }) {
  const leaver = useLeaver(id);
  const [closing, setClosing] = useState(false);
  useTitle(leaver.data ? listTitle(leaver.data) : "Leaver");
  // Whoever lost a key does not know more than before.
  const isOwn = leaver.data?.key === null && leaver.data.employee?.id === me;
  const acts = isAdministrator && !isOwn && leaver.data?.state !== "closed";
  return (
    <Stack>
      <Anchor component={Link} to="/leavers" size="sm">
        Leavers
      </Anchor>
      {leaver.isPending && <LoadingCard height={280} />}
      {leaver.isError && !leaver.data && <LoadError error={leaver.error} retry={() => leaver.refetch()} />}
      {leaver.data === null && <Nothing />}
      {leaver.data && (
        <>
          <Head leaver={leaver.data} onClose={acts && leaver.data.state === "open" ? () => setClosing(true) : null} />
          {isOwn && <Text fw={600}>This is about you: another administrator ticks it off.</Text>}
          <EntryList leaver={leaver.data} acts={acts} />
          {closing && <CloseDialog leaver={leaver.data} onClose={() => setClosing(false)} />}
        </>
      )}
    </Stack>
  );
}

function Head({ leaver, onClose }: { leaver: Leaver; onClose: (() => void) | null }) {
  const { name, employee, key, closed } = leaver;
  return (
    <>
      <Group justify="space-between" align="flex-start">
        <div style={{ flex: "1 1 280px", overflowWrap: "anywhere", minWidth: 0 }}>
          <Title order={1}>{listTitle(leaver)}</Title>
          <Text role="status">{stateWords(leaver)}</Text>
          <Text c="dimmed">
            {beganWords(leaver)}.{" "}
            {employee && (
              <Anchor
                underline="always"
                renderRoot={(props) => (
                  <Link {...props} to="/employees/$employeeId" params={{ employeeId: employee.id }} />
                )}
              >
                Look at the employee
              </Anchor>
            )}
            {!employee && `${name} was deleted since.`}
          </Text>
          {key && (
            <Text>
              Whoever has it may know what was on it.{" "}
              <Anchor
                underline="always"
                renderRoot={(props) => <Link {...props} to="/keys/$keyId" params={{ keyId: key.id }} />}
              >
                Look at the key
              </Anchor>
            </Text>
          )}
        </div>
        {onClose && (
          <Button variant="default" onClick={onClose}>
            Close the list
          </Button>
        )}
      </Group>
      {closed && (
        <Text style={{ overflowWrap: "anywhere" }}>
          {closed.by} closed the list on {dayAndTime(closed.at)}: {closed.reason}
        </Text>
      )}
      {key === null && employee?.status === "active" && (
        <Alert color="amber" variant="light" icon={<IconUserCheck aria-hidden />} title={`${employee.name} is back`}>
          <Text size="sm" c="var(--mantine-color-text)">
            What they could have seen is still on the list. If they may keep using these accounts, close it and say so.
          </Text>
        </Alert>
      )}
    </>
  );
}

function Nothing() {
  return (
    <Stack gap="xs">
      <Title order={1}>There is no such list</Title>
      <Text>
        <Anchor component={Link} to="/leavers" underline="always">
          Look at all lists
        </Anchor>
      </Text>
    </Stack>
  );
}
