// Makes an organisation key, the first one or one that takes the place of another: chosen, made in this browser, put on a
// recovery sheet, and opened once with the passphrase before it is kept.
import type { RecipientKind } from "@hesper/contract";
import { generateIdentity, type Identity, recipientOf } from "@hesper/vault";
import { Alert, Button, Group, Modal, PasswordInput, Radio, Stack, Text } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { useKeepKey } from "./organisation-key.ts";
import { PassphraseFields, usePassphrase } from "./passphrase-fields.tsx";
import { RecoverySheet } from "./recovery-sheet.tsx";
import { lock, unlock } from "./scrypt.ts";
import { keepUnlocked } from "./unlocked.ts";
import { keyProblem, kindWords } from "./words.ts";
import { Working } from "./working.tsx";

interface Made {
  readonly identity: Identity;
  readonly recipient: string;
  readonly lockedIdentity: string;
}

interface Props {
  /** The key that is replaced; null: there is none. */
  readonly replaces: { readonly id: string; readonly kind: RecipientKind } | null;
  readonly onKept: () => void;
  readonly onClose: () => void;
}

export function MakeKeyDialog({ replaces, onKept, onClose }: Props) {
  const [made, setMade] = useState<Made | null>(null);
  const [asking, setAsking] = useState(false);
  const title = replaces ? "Replace the organisation key" : "Make the organisation key";
  // Once there is a sheet, the first attempt to leave asks.
  const leave = () => (made === null || asking ? onClose() : setAsking(true));
  return (
    <Modal opened onClose={leave} title={title} size="lg" closeOnClickOutside={false}>
      {made === null ? (
        <ChooseForm replaces={replaces} onMade={setMade} onClose={onClose} />
      ) : (
        <CheckForm made={made} replaces={replaces?.id ?? null} onKept={onKept}>
          {asking && <AskBeforeLeaving onStay={() => setAsking(false)} onClose={onClose} />}
        </CheckForm>
      )}
    </Modal>
  );
}

function ChooseForm({
  replaces,
  onMade,
  onClose,
}: Pick<Props, "replaces" | "onClose"> & { onMade: (made: Made) => void }) {
  const [kind, setKind] = useState<RecipientKind>(replaces?.kind ?? "hybrid");
  const { check, ...passphrase } = usePassphrase();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const chosen = busy ? null : check();
    if (chosen === null) return;
    setBusy(true);
    setProblem("");
    try {
      const identity = await generateIdentity(kind);
      const recipient = await recipientOf(identity);
      onMade({ identity, recipient, lockedIdentity: await lock(identity, chosen) });
    } catch (error) {
      setBusy(false);
      setProblem(keyProblem(error));
    }
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text>
          {replaces
            ? "A new key is made in this browser. Everything that is sealed to the old one is then sealed again to the new one, and the old one is forgotten."
            : "It is made in this browser. The server gets it locked with a passphrase that it never sees."}
        </Text>
        <KindChoice value={kind} onChange={setKind} disabled={busy} />
        <PassphraseFields label="Passphrase" {...passphrase} disabled={busy} />
        <ErrorMessage>{problem}</ErrorMessage>
        {busy && <Working>Making the key and locking it.</Working>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Make the key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function KindChoice({
  value,
  onChange,
  disabled,
}: {
  value: RecipientKind;
  onChange: (kind: RecipientKind) => void;
  disabled: boolean;
}) {
  return (
    <Radio.Group
      label="Kind of keys"
      description="Of this key, and of every key of an employee: accounts are never sealed to a mix. While employees have keys, only their kind can be chosen."
      value={value}
      onChange={(kind) => onChange(kind as RecipientKind)}
    >
      <Stack gap="xs" mt="xs">
        {(["hybrid", "x25519"] as const).map((kind) => (
          <Radio
            key={kind}
            value={kind}
            disabled={disabled}
            label={kindWords[kind].name}
            description={kindWords[kind].about}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}

interface CheckProps {
  readonly made: Made;
  readonly replaces: string | null;
  readonly onKept: () => void;
  readonly children: ReactNode;
}

function CheckForm({ made, replaces, onKept, children }: CheckProps) {
  const [typed, setTyped] = useState("");
  const { busy, problem, forget, checkAndKeep } = useChecking(made, replaces, onKept);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && typed !== "") void checkAndKeep(typed);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <RecoverySheet identity={made.identity} />
        <PasswordInput
          label="Type the passphrase again"
          description="The key is opened with it as it will be kept, to be sure that you can do it later."
          autoComplete="off"
          value={typed}
          disabled={busy}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            forget();
          }}
          visibilityToggleButtonProps={{ "aria-label": "Show the passphrase", tabIndex: 0 }}
        />
        <ErrorMessage>{problem}</ErrorMessage>
        {busy && <Working>Opening the key with the passphrase.</Working>}
        {children}
        <Group justify="flex-end">
          <Button type="submit" loading={busy} disabled={typed === ""}>
            Check and keep the key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useChecking({ identity, recipient, lockedIdentity }: Made, replaces: string | null, onKept: () => void) {
  const keep = useKeepKey();
  const [opening, setOpening] = useState(false);
  const [problem, setProblem] = useState("");
  const opens = async (typed: string): Promise<boolean> => {
    setOpening(true);
    try {
      const opened = await unlock(lockedIdentity, typed);
      if (opened.reveal() === identity.reveal()) return true;
      setProblem("What was locked is not the key. Close this and make another one.");
    } catch (error) {
      setProblem(keyProblem(error));
    } finally {
      setOpening(false);
    }
    return false;
  };
  const checkAndKeep = async (typed: string) => {
    if (!(await opens(typed))) return;
    keep.mutate(
      { replaces, recipient, lockedIdentity },
      {
        onSuccess: ({ key }) => {
          // Whoever has just opened it need not do so again.
          if (key?.recipient === recipient) keepUnlocked(key.id, identity);
          onKept();
        },
      },
    );
  };
  const refusal = refusedOf(keep.error);
  const refused = refusal && `${sentenceOf(refusal)} This key was not kept: destroy its sheet.`;
  const forget = () => {
    setProblem("");
    keep.reset();
  };
  return { busy: opening || keep.isPending, problem: problem || refused, forget, checkAndKeep };
}

function AskBeforeLeaving({ onStay, onClose }: { onStay: () => void; onClose: () => void }) {
  return (
    <Alert role="alert" color="orange" variant="light" title="Leave without keeping this key?">
      <Text size="sm" mb="sm">
        Nothing is stored yet. A sheet that you have printed is good for nothing then: destroy it.
      </Text>
      <Group gap="xs">
        <Button size="xs" onClick={onStay}>
          Stay here
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          Leave
        </Button>
      </Group>
    </Alert>
  );
}
