// What a key has, gets, waits for and is to remove. Loaded apart: delivering brings the vault.
import type { Key } from "@hesper/contract";
import { Stack, Text, Title } from "@mantine/core";
import { lazy, Suspense } from "react";
import { LoadingCard } from "../brand/messages.tsx";
import { DeliveriesOfKey } from "../deliveries/delivery-list.tsx";
import { accountWords } from "./words.ts";

const DeliverButton = lazy(async () => ({
  default: (await import("../deliveries/deliver-button.tsx")).DeliverButton,
}));

export function DeliveriesSection({ of }: { of: Key }) {
  const words = accountWords(of.accounts);
  return (
    <section className="hesper-card" aria-labelledby="key-accounts-title">
      <Stack gap="sm">
        <div>
          <Title order={2} id="key-accounts-title">
            Accounts
          </Title>
          {words !== "" && <Text c="dimmed">{words}</Text>}
        </div>
        <Suspense fallback={<LoadingCard height={96} />}>
          <DeliverButton keyId={of.id} />
          <DeliveriesOfKey keyId={of.id} />
        </Suspense>
      </Stack>
    </section>
  );
}
