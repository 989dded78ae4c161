// Another passphrase for the same key. Whoever comes here has just opened it.
import type { OrganisationKey } from "@hesper/contract";
import type { Identity } from "@hesper/vault";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { useChangePassphrase } from "./organisation-key.ts";
import { PassphraseFields, usePassphrase } from "./passphrase-fields.tsx";
import { lock } from "./scrypt.ts";
import { keyProblem } from "./words.ts";
import { Working } from "./working.tsx";

interface Props {
  readonly keyToLock: OrganisationKey;
  readonly identity: Identity;
  readonly onClose: () => void;
}

export function ChangePassphraseDialog({ keyToLock: { id, revision }, identity, onClose }: Props) {
  const { check, ...passphrase } = usePassphrase();
  const [locking, setLocking] = useState(false);
  const [problem, setProblem] = useState("");
  const change = useChangePassphrase();
  const refusal = refusedOf(change.error);
  const busy = locking || change.isPending;
  const onSuccess = () => {
    notifications.show({
      color: "teal",
      title: "The passphrase is changed",
      message: "The recovery sheet is as good as before: the key is the same.",
    });
    onClose();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const chosen = busy ? null : check();
    if (chosen === null) return;
    setLocking(true);
    setProblem("");
    try {
      change.mutate({ id, revision, lockedIdentity: await lock(identity, chosen) }, { onSuccess });
    } catch (error) {
      setProblem(keyProblem(error));
    }
    setLocking(false);
  };
  return (
    <Modal opened onClose={onClose} title="Change the passphrase" closeOnClickOutside={false}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text>
            Tell the new one to everybody who may open the key. If the old one got into wrong hands, replace the key
            instead: an old backup still opens with it.
          </Text>
          <PassphraseFields label="New passphrase" {...passphrase} disabled={busy} />
          <ErrorMessage>{problem || (refusal && sentenceOf(refusal))}</ErrorMessage>
          {busy && <Working>Locking the key with the new passphrase.</Working>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Change the passphrase
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
