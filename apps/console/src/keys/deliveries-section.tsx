// What a key has, gets, waits for and is to remove.
import type { Key } from "@hesper/contract";
import { Stack, Text, Title } from "@mantine/core";
import { DeliverButton } from "../deliveries/deliver-button.tsx";
import { useWaiting } from "../deliveries/deliveries.ts";
import { DeliveriesOfKey } from "../deliveries/delivery-list.tsx";
import { accountWords, whyItWaits } from "./words.ts";

export function DeliveriesSection({ of }: { of: Key }) {
  const words = accountWords(of.accounts);
  const deliverable = useWaiting({ keyId: of.id }).data?.accounts;
  const why = deliverable === undefined ? "" : whyItWaits(of, deliverable);
  return (
    <section className="hesper-card" aria-labelledby="key-accounts-title">
      <Stack gap="sm">
        <div>
          <Title order={2} id="key-accounts-title">
            Accounts
          </Title>
          {words !== "" && <Text c="dimmed">{words}</Text>}
          {why !== "" && <Text size="sm">{why}</Text>}
        </div>
        <DeliverButton keyId={of.id} />
        <DeliveriesOfKey keyId={of.id} />
      </Stack>
    </section>
  );
}
