// The third way to activate a key: with a security key, by the employee whose it is, who is logged in here.
import type { OwnKey } from "@hesper/contract";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ErrorMessage, LoadError, LoadingCard } from "../brand/messages.tsx";
import { passkeysWork } from "../passkeys/ceremonies.ts";
import { noSecurityKeysHere, WhatIsNeeded, WhatToDoNow } from "../security-keys/adding-parts.tsx";
import { useAddSecurityKey } from "../security-keys/use-adding.ts";
import { api, sentenceOf } from "../session/api.ts";
import { ProofDialog } from "../session/proof.tsx";
import { forgetPerson, useSession } from "../session/session.ts";
import { keepCode } from "./kept-code.ts";

interface Props {
  readonly code: string;
  /** Whose key it is. */
  readonly employee: { readonly name: string; readonly email: string };
  readonly onAdded: (key: OwnKey) => void;
}

export function SecurityKeyWay(props: Props) {
  const session = useSession();
  if (session.isPending) return <LoadingCard height={64} />;
  if (session.isError) return <LoadError error={session.error} retry={() => session.refetch()} />;
  if (!passkeysWork) return <Text size="sm">{noSecurityKeysHere}</Text>;
  const user = session.data?.user ?? null;
  const isTheirs = user?.email.toLowerCase() === props.employee.email.toLowerCase();
  return isTheirs ? <Add {...props} /> : <LogInFirst {...props} loggedInAs={user?.name ?? null} />;
}

function Add({ code, onAdded }: Props) {
  const { add, isPending, phase, error } = useAddSecurityKey();
  return (
    <Stack gap="xs">
      <WhatIsNeeded />
      <WhatToDoNow phase={phase} />
      <ErrorMessage>{error}</ErrorMessage>
      <Group>
        <Button
          loading={isPending}
          leftSection={<IconKey size={16} aria-hidden />}
          onClick={() => add({ activationCode: code }, { onSuccess: onAdded })}
        >
          Add a security key
        </Button>
      </Group>
      <ProofDialog />
    </Stack>
  );
}

/** @param loggedInAs somebody else's name; null: nobody is logged in. */
function LogInFirst({ code, employee, loggedInAs }: Props & { loggedInAs: string | null }) {
  const { logIn, busy, error } = useLogIn(code, employee.email);
  return (
    <Stack gap="xs" style={{ overflowWrap: "anywhere" }}>
      <Text size="sm">
        {loggedInAs === null
          ? "Log in first, and come back here by itself: a security key is added to your own keys."
          : `You are logged in as ${loggedInAs}, and this key is for ${employee.name}. Only they can add a security key with it.`}
      </Text>
      <ErrorMessage>{error}</ErrorMessage>
      <Group>
        <Button variant="default" loading={busy} onClick={() => logIn(loggedInAs !== null)}>
          {loggedInAs === null ? "Log in" : `Log out, and log in as ${employee.name}`}
        </Button>
      </Group>
    </Stack>
  );
}

function useLogIn(code: string, email: string) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const logIn = async (isLoggedIn: boolean) => {
    setBusy(true);
    const answer = isLoggedIn ? await api.logOut() : null;
    setBusy(false);
    if (answer && !answer.ok) return setError(sentenceOf(answer));
    if (isLoggedIn) await forgetPerson(queries);
    keepCode(code);
    await navigate({ to: "/log-in", search: { returnTo: "/activate-key" }, state: { email } });
  };
  return { logIn, busy, error };
}
