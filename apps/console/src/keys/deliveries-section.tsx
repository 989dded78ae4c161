// What a key has, gets, waits for and is to remove.
import type { Key } from "@hesper/contract";
import { Group, Stack, Text, Title } from "@mantine/core";
import { isEnded } from "./actions.ts";
import { accountWords } from "./words.ts";

export function DeliveriesSection({ of }: { of: Key; acts: boolean }) {
  const words = accountWords(of.accounts);
  return (
    <section className="hesper-card" aria-labelledby="key-accounts-title">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} id="key-accounts-title">
            Accounts
          </Title>
        </Group>
        <Text c="dimmed">{words === "" ? (isEnded(of) ? "It has none any more." : "It has none yet.") : words}</Text>
      </Stack>
    </section>
  );
}
