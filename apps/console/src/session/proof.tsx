// Proving again that it is you: a dialogue that any change can ask for, after which the change goes on by itself.
import { Anchor, Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { type FormEvent, useEffect, useState } from "react";
import { ErrorMessage, LoadingCard } from "../brand/messages.tsx";
import { afterWait, isBusy, useWait } from "../log-in/wait.tsx";
import { answerWithPasskey, passkeysWork } from "../passkeys/ceremonies.ts";
import { api, sentenceOf, watched, whenProofIsNeeded } from "./api.ts";

type Answer = (proven: boolean) => void;

/** Stands once in the shell and waits to be asked. */
export function ProofDialog() {
  const [answer, setAnswer] = useState<{ send: Answer } | null>(null);
  useEffect(() => {
    whenProofIsNeeded(() => new Promise((resolve) => setAnswer({ send: resolve })));
  }, []);
  if (!answer) return null;
  const close = (proven: boolean) => {
    setAnswer(null);
    answer.send(proven);
  };
  return (
    <Modal opened onClose={() => close(false)} title="Prove that it is you" zIndex={300}>
      <ProofForm onProven={() => close(true)} onCancel={() => close(false)} />
    </Modal>
  );
}

/** Asks for the strongest factor that the person has: a passkey, else the password and a code, else the password. */
function ProofForm({ onProven, onCancel }: { onProven: () => void; onCancel: () => void }) {
  const [has, setHas] = useState<{ passkey: boolean; factor: boolean } | null>(null);
  const [withPassword, setWithPassword] = useState(false);
  useEffect(() => {
    Promise.all([api.listPasskeys(), api.getTwoFactor()]).then(([keys, factors]) =>
      setHas({
        passkey: passkeysWork && keys.ok && keys.body.items.length > 0,
        factor: factors.ok ? factors.body.enabled : true,
      }),
    );
  }, []);
  if (!has) return <LoadingCard height={220} />;
  if (has.passkey && !withPassword) {
    return <PasskeyProof onProven={onProven} onCancel={onCancel} onPassword={() => setWithPassword(true)} />;
  }
  return <PasswordProof needsCode={has.factor} onProven={onProven} onCancel={onCancel} />;
}

interface ProofProps {
  readonly onProven: () => void;
  readonly onCancel: () => void;
}

function PasskeyProof({ onProven, onCancel, onPassword }: ProofProps & { onPassword: () => void }) {
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    const sentence = await proveWithPasskey();
    setBusy(false);
    if (sentence === null) onProven();
    else setError(sentence);
  };
  return (
    <Stack>
      <Text>Your log-in was some time ago. Before this is changed, confirm with your passkey.</Text>
      <ErrorMessage>{error}</ErrorMessage>
      <Anchor component="button" type="button" size="sm" ta="start" onClick={onPassword}>
        Use the password and a code instead
      </Anchor>
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button loading={busy} leftSection={<IconKey size={16} aria-hidden />} onClick={send} data-autofocus>
          Use a passkey
        </Button>
      </Group>
    </Stack>
  );
}

function PasswordProof({ needsCode, onProven, onCancel }: ProofProps & { needsCode: boolean }) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const { error, busy, wait, send } = useProof(onProven, () => setCode(""));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(needsCode ? { password, code } : { password });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text>
          Your log-in was some time ago. Before this is changed, enter your password{needsCode ? " and a code" : ""}{" "}
          again.
        </Text>
        <ErrorMessage>{wait.sentence || error}</ErrorMessage>
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": "Show the password", tabIndex: 0 }}
          data-autofocus
        />
        {needsCode && (
          <TextInput
            label="Code"
            description="Of your authenticator app, or a recovery code"
            autoComplete="one-time-code"
            value={code}
            maxLength={64}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={wait.seconds > 0}>
            Continue
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** @param onTried the code was tried, and is worth nothing now. */
function useProof(onProven: () => void, onTried: () => void) {
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const wait = useWait();
  const send = async (body: { password: string; code?: string }) => {
    if (busy) return;
    if (body.password === "") return setError("Enter your password.");
    if (body.code === "") return setError("Enter a code of your authenticator app, or a recovery code.");
    setBusy(true);
    const answer = await watched(api.reauthenticate({ body }));
    setBusy(false);
    if (answer.ok) return onProven();
    if (!isBusy(answer)) onTried();
    wait.begin(answer);
    setError(afterWait(answer));
  };
  return { error, busy, wait, send };
}

/** @returns null when it was proven, else what to say; empty when the person gave up. */
async function proveWithPasskey(): Promise<string | null> {
  const begun = await watched(api.beginPasskeyProof());
  if (!begun.ok) return sentenceOf(begun);
  const made = await answerWithPasskey(begun.body);
  if (!made.ok) return made.sentence ?? "";
  const answer = await watched(api.proveWithPasskey({ body: { response: made.response } }));
  return answer.ok ? null : sentenceOf(answer);
}
