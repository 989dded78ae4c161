// The tab "Security keys": the passkeys of a person.
import type { Passkey } from "@hesper/contract";
import { Badge, Box, Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { ErrorMessage, LoadError, LoadingCard } from "../brand/messages.tsx";
import { RenameForm } from "../brand/rename-form.tsx";
import { exactTime, relativeTime } from "../brand/times.ts";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { useOwedSetUp } from "../session/session.ts";
import { LostFactors } from "../two-factor/lost-factors.tsx";
import { RecoveryCodes } from "../two-factor/recovery-codes.tsx";
import { SetUpNotice } from "../two-factor/set-up-notice.tsx";
import { passkeysWork } from "./ceremonies.ts";
import { useAddPasskey, usePasskeys, useRemovePasskey, useRenamePasskey } from "./passkeys.ts";

type Open = { readonly what: "rename" | "remove"; readonly passkey: Passkey } | null;

export function PasskeysTab() {
  useTitle("Security keys");
  const passkeys = usePasskeys();
  const add = useAddPasskey();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [open, setOpen] = useState<Open>(null);
  const refusal = refusedOf(add.error);
  if (passkeys.isPending) return <LoadingCard height={200} />;
  if (passkeys.isError) return <LoadError error={passkeys.error} retry={() => passkeys.refetch()} />;
  const { items } = passkeys.data;
  const begin = () => add.mutate(null, { onSuccess: ({ recoveryCodes }) => setCodes(recoveryCodes) });
  return (
    <Stack>
      <SetUpNotice />
      <section className="hesper-card" aria-labelledby="passkeys-title">
        <Stack>
          <Group justify="space-between" align="flex-start">
            <Box flex="1 1 280px">
              <Title order={2} id="passkeys-title">
                Passkeys
              </Title>
              <Text size="sm" c="dimmed" mt={4}>
                A key, your phone or this computer confirms that it is you. A passkey cannot be phished, and may replace
                password and code.
              </Text>
            </Box>
            <Button
              leftSection={<IconKey size={16} aria-hidden />}
              loading={add.isPending}
              disabled={!passkeysWork}
              onClick={begin}
              flex="none"
            >
              Add a passkey
            </Button>
          </Group>
          <ErrorMessage>
            {refusal ? sentenceOf(refusal) : passkeysWork ? "" : "This browser knows no passkeys."}
          </ErrorMessage>
          <Passkeys items={items} onOpen={(what, passkey) => setOpen({ what, passkey })} />
        </Stack>
        {codes && <CodesDialog codes={codes} onClose={() => setCodes(null)} />}
        {open?.what === "rename" && <RenameDialog passkey={open.passkey} onClose={() => setOpen(null)} />}
        {open?.what === "remove" && <RemoveDialog passkey={open.passkey} onClose={() => setOpen(null)} />}
      </section>
    </Stack>
  );
}

interface PasskeysProps {
  readonly items: readonly Passkey[];
  readonly onOpen: (what: "rename" | "remove", passkey: Passkey) => void;
}

function Passkeys({ items, onOpen }: PasskeysProps) {
  const isLost = useOwedSetUp() === "lost";
  if (items.length === 0) return <Text size="sm">You have none yet.</Text>;
  if (isLost) return <LostFactors label="Lost passkeys" factors={items} />;
  return (
    <Stack component="ul" gap={0} m={0} p={0} aria-label="Passkeys" style={{ listStyle: "none" }}>
      {items.map((passkey) => (
        <Row key={passkey.id} passkey={passkey} onOpen={(what) => onOpen(what, passkey)} />
      ))}
    </Stack>
  );
}

function Row({ passkey, onOpen }: { passkey: Passkey; onOpen: (what: "rename" | "remove") => void }) {
  const { name, synced, createdAt, lastUsedAt } = passkey;
  return (
    <Group component="li" justify="space-between" py="sm" style={{ borderTop: "1px solid var(--hesper-line)" }}>
      <Box miw={0}>
        <Group gap="xs">
          <Text fw={550} style={{ overflowWrap: "anywhere" }}>
            {name}
          </Text>
          <Badge variant="default">{synced ? "Synced" : "On one device"}</Badge>
        </Group>
        <Text size="sm" c="dimmed">
          Added{" "}
          <time dateTime={createdAt} title={exactTime(createdAt)}>
            {relativeTime(createdAt)}
          </time>
          {" · "}
          {lastUsedAt ? (
            <>
              last used{" "}
              <time dateTime={lastUsedAt} title={exactTime(lastUsedAt)}>
                {relativeTime(lastUsedAt)}
              </time>
            </>
          ) : (
            "not used yet"
          )}
        </Text>
      </Box>
      <Group gap="xs">
        <Button variant="subtle" size="xs" onClick={() => onOpen("rename")} aria-label={`Rename ${name}`}>
          Rename
        </Button>
        <Button
          variant="subtle"
          size="xs"
          color="red"
          className="hesper-danger"
          onClick={() => onOpen("remove")}
          aria-label={`Remove ${name}`}
        >
          Remove
        </Button>
      </Group>
    </Group>
  );
}

function CodesDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const [asking, setAsking] = useState(false);
  const leave = () => (asking ? onClose() : setAsking(true));
  return (
    <Modal opened onClose={leave} title="Save your recovery codes" size="lg" closeOnClickOutside={false}>
      <RecoveryCodes codes={codes} asking={asking} onStay={() => setAsking(false)} onClose={onClose} />
    </Modal>
  );
}

function RenameDialog({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const rename = useRenamePasskey();
  const onSave = (name: string) => rename.mutate({ id: passkey.id, name }, { onSuccess: onClose });
  const state = { busy: rename.isPending, refusal: refusedOf(rename.error) };
  return <RenameForm title="Rename the passkey" name={passkey.name} {...state} onSave={onSave} onClose={onClose} />;
}

function RemoveDialog({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const remove = useRemovePasskey();
  const refusal = refusedOf(remove.error);
  return (
    <Modal opened onClose={onClose} title={`Remove ${passkey.name}`}>
      <Stack>
        <Text>It will no longer let you in. Delete it on your device too: Hesper cannot do that for you.</Text>
        <ErrorMessage>{refusal && sentenceOf(refusal)}</ErrorMessage>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button
            color="red.9"
            loading={remove.isPending}
            onClick={() => remove.mutate(passkey.id, { onSuccess: onClose })}
          >
            Remove
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
