// What is secret in one account, opened with the security key: fetched when it is asked for, forgotten when it is closed.
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { otpOfPayload } from "../accounts/otp-parts.ts";
import { CopyButton } from "../brand/copy-button.tsx";
import { ErrorMessage, LoadingCard } from "../brand/messages.tsx";
import { CodeField } from "./code-field.tsx";
import { HiddenText } from "./hidden-text.tsx";
import { type OpenedAccount, openOwnAccount } from "./verify.ts";
import { sentenceOfOpening } from "./words.ts";

type State =
  | { readonly status: "loading" }
  | { readonly status: "there"; readonly account: OpenedAccount }
  | { readonly status: "failed"; readonly sentence: string };

/** Kept by nothing but what shows it: no cache of queries has it. */
function useOpenedAccount(id: string): { state: State; again: () => void } {
  const [state, setState] = useState<State>({ status: "loading" });
  const [attempt, setAttempt] = useState(0);
  const queries = useQueryClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` says that it is tried again.
  useEffect(() => {
    let isLeft = false;
    const show = (next: State) => {
      if (!isLeft) setState(next);
    };
    show({ status: "loading" });
    openOwnAccount(id).then(
      (account) => show({ status: "there", account }),
      (error) => show({ status: "failed", sentence: sentenceOfOpening(error) }),
    );
    return () => {
      isLeft = true;
    };
  }, [id, attempt]);
  const again = () => {
    setAttempt((before) => before + 1);
    // What the list says of it, as that it waits, may not be so any more.
    void queries.invalidateQueries({ queryKey: ["accounts", "own"] });
  };
  return { state, again };
}

export function AccountPanel({ id, name }: { id: string; name: string }) {
  const { state, again } = useOpenedAccount(id);
  if (state.status === "loading") return <LoadingCard height={96} />;
  if (state.status === "failed") {
    return (
      <Stack gap="sm" align="flex-start">
        <ErrorMessage>{state.sentence}</ErrorMessage>
        <Button variant="default" size="xs" onClick={again}>
          Try again
        </Button>
      </Stack>
    );
  }
  return <Fields name={name} account={state.account} />;
}

function Fields({ name, account: { details, secrets } }: { name: string; account: OpenedAccount }) {
  const { login, urls, apps } = details;
  const [otp] = useState(() => otpOfPayload(secrets.otp));
  const { password, notes } = secrets;
  const places = [...urls, ...apps];
  return (
    <Stack gap="sm" role="group" aria-label={`What is in ${name}`}>
      {places.length > 1 && (
        <Text size="sm" c="dimmed">
          {places.join(", ")}
        </Text>
      )}
      {login !== "" && (
        <Field label="Login">
          <Text style={{ flex: "1 1 8rem", overflowWrap: "anywhere" }}>{login}</Text>
          <CopyButton text={login} what="the login" />
        </Field>
      )}
      {password !== null && (
        <Field label="Password">
          <HiddenText text={password} what="password" />
        </Field>
      )}
      {otp && (
        <Field label="One-time code">
          <CodeField otp={otp} />
        </Field>
      )}
      {notes !== null && (
        <Field label="Notes">
          <HiddenText text={notes} what="notes" />
        </Field>
      )}
      {password === null && !otp && notes === null && <Text size="sm">It has no password, no code and no notes.</Text>}
    </Stack>
  );
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Stack gap={0} role="group" aria-label={label}>
      <Text size="sm" c="dimmed" aria-hidden>
        {label}
      </Text>
      <Group gap="xs" wrap="wrap">
        {children}
      </Group>
    </Stack>
  );
}
