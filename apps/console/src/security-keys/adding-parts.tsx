// What is said while a security key is added: what is needed, what to do now, and what it is good for afterwards.
import type { OwnKey } from "@hesper/contract";
import { Code, Stack, Text } from "@mantine/core";
import { Outcome } from "../shell/outcome.tsx";
import type { Phase } from "./adding.ts";
import { afterAdding } from "./words.ts";

export const noSecurityKeysHere = "This browser does not work with security keys. Use a newer one.";

export function WhatIsNeeded() {
  return (
    <Text size="sm">
      You need a FIDO2 key with a PIN or a fingerprint, or a passkey of your phone, computer or password manager that
      supports PRF. Whether yours does is found out when you touch it. The passkeys with which you log in stay as they
      are.
    </Text>
  );
}

const phaseWords: Readonly<Record<Phase, string>> = {
  touch: "Follow what your browser says: touch the key, and enter its PIN or show your finger.",
  "touch again": "Touch it once more. A key like yours gives its secret only when it is asked again.",
  saving: "Adding it ...",
};

/** Stands there from the beginning, so that what comes into it is read out. */
export function WhatToDoNow({ phase }: { phase: Phase | null }) {
  return (
    <Text size="sm" fw={600} role="status">
      {phase && phaseWords[phase]}
    </Text>
  );
}

export function AddedKey({ of }: { of: OwnKey }) {
  return (
    <Stack gap="sm" style={{ overflowWrap: "anywhere" }}>
      <Outcome title={`${of.name} is added`}>
        {afterAdding(of.accounts.waiting).map((words) => (
          <Text key={words} size="sm">
            {words}
          </Text>
        ))}
      </Outcome>
      <Text size="sm" component="div">
        Fingerprint: <Code>{of.fingerprint}</Code>
      </Text>
      <Text size="sm" c="dimmed">
        It stands under My keys too. Whoever hands accounts on to this key sees the same.
      </Text>
    </Stack>
  );
}
