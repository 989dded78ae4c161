// Proving again that it is you: a dialogue that any change can ask for, after which the change goes on by itself.
import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { type FormEvent, useEffect, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { tryAgainSentence, useWait, waitSentence } from "../log-in/wait.tsx";
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

function ProofForm({ onProven, onCancel }: { onProven: () => void; onCancel: () => void }) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [needsCode, setNeedsCode] = useState<boolean | null>(null);
  const { error, busy, wait, send, passkeyBusy, sendPasskey } = useProof(onProven);
  const [hasPasskey, setHasPasskey] = useState(false);
  useEffect(() => {
    api.listPasskeys().then((answer) => setHasPasskey(passkeysWork && answer.ok && answer.body.items.length > 0));
    api.getTwoFactor().then((answer) => setNeedsCode(answer.ok ? answer.body.enabled : true));
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(needsCode ? { password, code } : { password });
    setCode("");
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text>
          Your log-in was some time ago. Before this is changed, enter your password{needsCode ? " and a code" : ""}{" "}
          again.
        </Text>
        <ErrorMessage>{wait.seconds > 0 ? waitSentence(wait.seconds) : error}</ErrorMessage>
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
        {hasPasskey && (
          <Button
            variant="default"
            loading={passkeyBusy}
            leftSection={<IconKey size={16} aria-hidden />}
            onClick={sendPasskey}
          >
            Use a passkey
          </Button>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={needsCode === null || wait.seconds > 0}>
            Continue
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useProof(onProven: () => void) {
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
    wait.begin(answer.retryAfterSeconds ?? 0);
    setError(answer.code === "too_many_attempts" ? tryAgainSentence : sentenceOf(answer));
  };
  const [passkeyBusy, setPasskeyBusy] = useState(false);
  const sendPasskey = async () => {
    setPasskeyBusy(true);
    const sentence = await proveWithPasskey();
    setPasskeyBusy(false);
    if (sentence === null) onProven();
    else setError(sentence);
  };
  return { error, busy, wait, send, passkeyBusy, sendPasskey };
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
