// "Unlock the organisation key": with its passphrase, or with what stands on the recovery sheet. Stands once in the shell
// and waits to be asked.
import type { OrganisationKey } from "@hesper/contract";
import { type Identity, parseIdentity, recipientOf } from "@hesper/vault";
import { Anchor, Button, Group, Modal, PasswordInput, Stack, Text, Textarea } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { api, bodyOf, withProof } from "../session/api.ts";
import { unlock } from "./scrypt.ts";
import { keepUnlocked } from "./unlocked.ts";
import { whenUnlockIsNeeded } from "./use-organisation-key.ts";
import { keyProblem, otherKey } from "./words.ts";
import { Working } from "./working.tsx";

interface Asked {
  readonly key: OrganisationKey;
  readonly answer: (identity: Identity | null) => void;
}

export function UnlockDialog() {
  const [asked, setAsked] = useState<Asked | null>(null);
  useEffect(() => {
    whenUnlockIsNeeded((key) => new Promise((answer) => setAsked({ key, answer })));
  }, []);
  if (!asked) return null;
  const close = (identity: Identity | null) => {
    setAsked(null);
    if (identity) keepUnlocked(asked.key.id, identity);
    asked.answer(identity);
  };
  return (
    <Modal
      opened
      onClose={() => close(null)}
      title="Unlock the organisation key"
      zIndex={250}
      closeOnClickOutside={false}
    >
      <UnlockForm keyToUnlock={asked.key} onUnlocked={close} onCancel={() => close(null)} />
    </Modal>
  );
}

interface FormProps {
  readonly keyToUnlock: OrganisationKey;
  readonly onUnlocked: (identity: Identity) => void;
  readonly onCancel: () => void;
}

function UnlockForm({ keyToUnlock, onUnlocked, onCancel }: FormProps) {
  const [way, setWay] = useState<"passphrase" | "sheet">("passphrase");
  const [typed, setTyped] = useState("");
  const { busy, problem, forget, open } = useOpening(keyToUnlock, onUnlocked);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && typed !== "") void open(way, typed);
  };
  const change = (value: string) => {
    setTyped(value);
    forget();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text>It stays unlocked in this tab for 10 minutes. Each unlocking is written to the audit.</Text>
        {way === "passphrase" ? (
          <PasswordInput
            label="Passphrase"
            autoComplete="off"
            value={typed}
            disabled={busy}
            onChange={(event) => change(event.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": "Show the passphrase", tabIndex: 0 }}
            data-autofocus
          />
        ) : (
          <Textarea
            label="Key on the recovery sheet"
            description="Begins with AGE-SECRET-KEY-. Spaces and line breaks do not matter."
            autoComplete="off"
            spellCheck={false}
            autosize
            minRows={2}
            value={typed}
            onChange={(event) => change(event.currentTarget.value)}
          />
        )}
        <ErrorMessage>{problem}</ErrorMessage>
        {busy && <Working>Unlocking the key.</Working>}
        <Anchor
          component="button"
          type="button"
          size="sm"
          ta="start"
          onClick={() => {
            setWay(way === "sheet" ? "passphrase" : "sheet");
            change("");
          }}
        >
          {way === "sheet" ? "Use the passphrase instead" : "Use the recovery sheet instead"}
        </Anchor>
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={typed === ""}>
            Unlock
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useOpening(key: OrganisationKey, onUnlocked: (identity: Identity) => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const locked = useRef<string | null>(null);
  // The server hands it out once for all tries. With the sheet too: that is on record, and asks for a fresh proof.
  const handedOut = async () => {
    const answer = () => withProof(() => api.getLockedIdentity({ params: { id: key.id } }));
    locked.current ??= (await bodyOf(answer())).lockedIdentity;
    return locked.current;
  };
  const open = async (way: "passphrase" | "sheet", typed: string) => {
    setBusy(true);
    try {
      const text = await handedOut();
      const identity = await (way === "sheet"
        ? parseIdentity(typed.replace(/\s/g, "").toUpperCase())
        : unlock(text, typed));
      if ((await recipientOf(identity)) === key.recipient) return onUnlocked(identity);
      setProblem(otherKey);
    } catch (error) {
      setProblem(keyProblem(error));
    }
    setBusy(false);
  };
  return { busy, problem, forget: () => setProblem(""), open };
}
