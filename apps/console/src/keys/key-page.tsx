// A key's page: how it stands with it, what is known of it, and what it has.
import type { Key } from "@hesper/contract";
import { Alert, Anchor, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { type Ref, useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { useKeptFocus } from "../brand/kept-focus.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { NotForEmployees } from "../employees/not-for-employees.tsx";
import { openOfAll } from "../leavers/words.ts";
import { useSession } from "../session/session.ts";
import { type Action, actionsFor } from "./actions.ts";
import { DeliveriesSection } from "./deliveries-section.tsx";
import { KeyFacts } from "./facts.tsx";
import { KeyDialog } from "./key-dialog.tsx";
import { useKey, useListOfKey } from "./keys.ts";
import { KeyMenu, labelOf } from "./menu.tsx";
import { KeyStatus } from "./status.tsx";
import { statusMeaning } from "./words.ts";
import "./keys.css";

const route = getRouteApi("/shell/keys/$keyId");

export function KeyPage() {
  const { keyId } = route.useParams();
  const role = useSession().data?.user.role;
  if (role === undefined) return null;
  if (role === "employee") return <NotForEmployees title="Key" />;
  return <Page key={keyId} id={keyId} acts={role === "administrator"} />;
}

function Page({ id, acts }: { id: string; acts: boolean }) {
  const key = useKey(id);
  const navigate = useNavigate();
  // As it was when the dialogue was opened: a change of what was not seen is refused.
  const [open, setOpen] = useState<{ action: Action; of: Key } | null>(null);
  const { heading, keepFocus } = useKeptFocus();
  const close = () => {
    setOpen(null);
    keepFocus();
  };
  useTitle(key.data ? `${key.data.name} of ${key.data.employeeName}` : "Key");
  return (
    <Stack>
      <Anchor component={Link} to="/keys" size="sm">
        Keys
      </Anchor>
      {key.isPending && <LoadingCard height={280} />}
      {key.isError && !key.data && <LoadError error={key.error} retry={() => key.refetch()} />}
      {key.data === null && <NoKey />}
      {key.data && (
        <Sections of={key.data} acts={acts} heading={heading} onAct={(action, of) => setOpen({ action, of })} />
      )}
      {open && <KeyDialog {...open} onClose={close} onGone={() => navigate({ to: "/keys" })} />}
    </Stack>
  );
}

interface Props {
  readonly of: Key;
  readonly acts: boolean;
  readonly heading: Ref<HTMLHeadingElement>;
  readonly onAct: (action: Action, of: Key) => void;
}

function Sections({ of, acts, heading, onAct }: Props) {
  return (
    <>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div style={{ overflowWrap: "anywhere", minWidth: 0 }}>
          <Title order={1}>{of.name}</Title>
          <Text>
            Key of{" "}
            {of.employee ? (
              <Anchor
                underline="always"
                renderRoot={(props) => (
                  <Link {...props} to="/employees/$employeeId" params={{ employeeId: of.employee?.id ?? "" }} />
                )}
              >
                {of.employee.name}
              </Anchor>
            ) : (
              `${of.employeeName}, who was deleted`
            )}
          </Text>
        </div>
        {acts && <KeyMenu of={of} onAct={(action) => onAct(action, of)} labelled />}
      </Group>
      <ListNotice of={of} />
      <Standing of={of} acts={acts} heading={heading} onAct={onAct} />
      <KeyFacts of={of} />
      <DeliveriesSection of={of} />
    </>
  );
}

/** What brings the key on is at hand; the rest is in the menu. */
const nearby: readonly Action[] = ["renew", "active"];

function Standing({ of, acts, heading, onAct }: Props) {
  const near = acts ? actionsFor(of).filter((action) => nearby.includes(action)) : [];
  return (
    <section className="hesper-card" aria-labelledby="key-status-title">
      <Stack gap="sm">
        <Title order={2} id="key-status-title" ref={heading} tabIndex={-1}>
          Status
        </Title>
        <Group gap="sm" align="center">
          <KeyStatus {...of} />
        </Group>
        <Text>{statusMeaning(of, Date.now())}</Text>
        {near.length > 0 && (
          <Group gap="xs">
            {near.map((action) => (
              <Button key={action} size="xs" onClick={() => onAct(action, of)}>
                {labelOf(action, of)}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
    </section>
  );
}

/** Of a compromised key. */
function ListNotice({ of }: { of: Key }) {
  const list = useListOfKey(of).data;
  if (list?.state !== "open") return null;
  return (
    <Alert color="amber" variant="light" icon={<IconAlertTriangle aria-hidden />} title="It was on this key">
      <Text size="sm" c="var(--mantine-color-text)">
        {openOfAll(list.open, list.accounts)} still to be changed.{" "}
        <Anchor
          underline="always"
          renderRoot={(props) => <Link {...props} to="/leavers/$leaverId" params={{ leaverId: list.id }} />}
        >
          Open the list
        </Anchor>
      </Text>
    </Alert>
  );
}

function NoKey() {
  return (
    <Stack gap="xs">
      <Title order={1}>There is no such key</Title>
      <Text>The key may have been deleted. What became of it stays in the audit.</Text>
    </Stack>
  );
}
