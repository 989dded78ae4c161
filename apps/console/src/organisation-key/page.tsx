// The tab "Organisation key": whether there is one, what it is for, and what can be done with it.
import type { OrganisationKey, OrganisationKeyState } from "@hesper/contract";
import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { CopyButton } from "../brand/copy-button.tsx";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { exactTime } from "../brand/times.ts";
import { useSession } from "../session/session.ts";
import { ChangePassphraseDialog } from "./change-passphrase-dialog.tsx";
import { MakeKeyDialog } from "./make-dialog.tsx";
import { useOrganisationKeyState } from "./organisation-key.ts";
import { RecoverySheetDialog } from "./recovery-sheet.tsx";
import { ReplacementCard } from "./replacement-card.tsx";
import { SecurityKeysCard } from "./security-keys-card.tsx";
import { beginningOf } from "./sheet.ts";
import { findUnlocked, lockAll } from "./unlocked.ts";
import { askToUnlock, useOrganisationKey } from "./use-organisation-key.ts";
import { kindWords } from "./words.ts";
import "./organisation-key.css";

export function OrganisationKeyTab() {
  useTitle("Organisation key");
  const state = useOrganisationKeyState();
  const changes = useSession().data?.user.role === "administrator";
  if (state.isPending) return <LoadingCard height={280} />;
  if (!state.data) return <LoadError error={state.error} retry={() => state.refetch()} />;
  return <KeyCards state={state.data} changes={changes} />;
}

function KeyCards({ state: { key, replacement }, changes }: { state: OrganisationKeyState; changes: boolean }) {
  // As it was when it was asked for: what is shown changes while the dialogue is open.
  const [making, setMaking] = useState<{ readonly replaces: OrganisationKey | null } | null>(null);
  const [begun, setBegun] = useState<string | null>(null);
  const kept = () => {
    setBegun(making?.replaces?.id ?? null);
    setMaking(null);
  };
  return (
    <Stack>
      {replacement && (
        <ReplacementCard replacement={replacement} changes={changes} begins={begun === replacement.replaced.id} />
      )}
      {key ? (
        <KeyCard current={key} changes={changes} onReplace={replacement ? null : () => setMaking({ replaces: key })} />
      ) : (
        <NoKeyCard changes={changes} onMake={() => setMaking({ replaces: null })} />
      )}
      {key && <SecurityKeysCard current={key} replaced={replacement?.replaced ?? null} changes={changes} />}
      {making && <MakeKeyDialog replaces={making.replaces} onKept={kept} onClose={() => setMaking(null)} />}
    </Stack>
  );
}

function NoKeyCard({ changes, onMake }: { changes: boolean; onMake: () => void }) {
  return (
    <section className="hesper-card" aria-labelledby="no-key-title">
      <Stack>
        <div>
          <Title order={2} id="no-key-title">
            There is no organisation key yet
          </Title>
          <Text>
            Every account is sealed to the keys of its employee, and to this one as well. It is made in an
            administrator's browser and locked with a passphrase; the server cannot use it.
          </Text>
        </div>
        <Alert variant="light" color="amber" title="Without it">
          <Stack component="ul" gap={4} m={0} ps="md" fz="sm">
            <li>accounts can be created only for employees who have an active key;</li>
            <li>an employee who loses the last key loses the accounts in it, and a new key gets none of them;</li>
            <li>no administrator can show a password or a code, or give a shared account to more people.</li>
          </Stack>
        </Alert>
        {changes && (
          <Group>
            <Button onClick={onMake}>Make the organisation key</Button>
          </Group>
        )}
      </Stack>
    </section>
  );
}

interface KeyCardProps {
  readonly current: OrganisationKey;
  readonly changes: boolean;
  /** Null: it is being replaced. */
  readonly onReplace: (() => void) | null;
}

function KeyCard({ current, changes, onReplace }: KeyCardProps) {
  return (
    <section className="hesper-card" aria-labelledby="key-title">
      <Stack>
        <div>
          <Title order={2} id="key-title">
            Organisation key
          </Title>
          <Text c="dimmed">Every personal and shared account is sealed to it as well.</Text>
        </div>
        <Facts current={current} />
        {changes && <Actions current={current} onReplace={onReplace} />}
      </Stack>
    </section>
  );
}

function Facts({ current }: { current: OrganisationKey }) {
  const who = (person: OrganisationKey["createdBy"]) => person?.name ?? "a person who was deleted";
  const facts = [
    ["Kind", kindWords[current.kind].name.replace(" (recommended)", "")],
    ["Made", `${exactTime(current.createdAt)}, by ${who(current.createdBy)}`],
    ["Passphrase set", `${exactTime(current.passphraseSetAt)}, by ${who(current.passphraseSetBy)}`],
  ] as const;
  return (
    <dl className="organisation-key-facts">
      {facts.map(([label, value]) => (
        <div key={label} style={{ display: "contents" }}>
          <Text component="dt" c="dimmed">
            {label}
          </Text>
          <dd>{value}</dd>
        </div>
      ))}
      <Text component="dt" c="dimmed">
        Recipient
      </Text>
      <dd>
        <Group gap="xs">
          <code>{beginningOf(current.recipient)}…</code>
          <CopyButton text={current.recipient} what="the recipient" />
        </Group>
      </dd>
    </dl>
  );
}

function Actions({ current, onReplace }: Pick<KeyCardProps, "current" | "onReplace">) {
  const { unlocked, ensureUnlocked } = useOrganisationKey();
  const [wanted, setWanted] = useState<"passphrase" | "sheet" | null>(null);
  const identity = findUnlocked(current.id);
  // What shows or holds the key goes when it is locked.
  const doing = identity ? wanted : null;
  useEffect(() => {
    if (!identity) setWanted(null);
  }, [identity]);
  // Asked for anew, however lately it was unlocked: what is done outlasts the ten minutes.
  const begin = async (what: "passphrase" | "sheet") => {
    setWanted(null);
    if (await askToUnlock(current)) setWanted(what);
  };
  const replace = async () => {
    // What the old key cannot open could not be sealed again.
    if (onReplace && (await ensureUnlocked(current.id))) onReplace();
  };
  const close = () => setWanted(null);
  return (
    <Group>
      {unlocked ? (
        <Button variant="default" onClick={lockAll}>
          Lock the key
        </Button>
      ) : (
        <Button onClick={() => ensureUnlocked(current.id)}>Unlock</Button>
      )}
      <Button variant="default" onClick={() => begin("passphrase")}>
        Change the passphrase
      </Button>
      <Button variant="default" onClick={() => begin("sheet")}>
        Recovery sheet
      </Button>
      {onReplace && (
        <Button variant="default" onClick={replace}>
          Replace the key
        </Button>
      )}
      {identity && doing === "passphrase" && (
        <ChangePassphraseDialog keyToLock={current} identity={identity} onClose={close} />
      )}
      {identity && doing === "sheet" && <RecoverySheetDialog identity={identity} onClose={close} />}
    </Group>
  );
}
