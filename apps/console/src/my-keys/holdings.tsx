// What one of one's own keys holds, gets and is to remove.
import type { KeyKind } from "@hesper/contract";
import { Group, Stack, Text } from "@mantine/core";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { ShowMore } from "../brand/show-more.tsx";
import { exactTime, relativeTime } from "../brand/times.ts";
import { DeliverySign } from "../deliveries/delivery-status.tsx";
import { accountName } from "../deliveries/words.ts";
import { type DeliveryOfKey, type OwnKey, useHoldings } from "./my-keys.ts";
import { holdingWords } from "./words.ts";

export function Holdings({ of }: { of: OwnKey }) {
  const list = useHoldings(of.id);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack gap="sm">
      {list.isPending && <LoadingCard height={96} />}
      {list.isError && !list.data && <LoadError error={list.error} retry={() => list.refetch()} />}
      {list.data && items.length === 0 && (
        <Text c="dimmed">
          {of.kind === "software" ? "It holds nothing, and gets nothing." : "There is nothing for it to open."}
        </Text>
      )}
      {items.length > 0 && (
        <ul className="key-rows" aria-label={`What ${of.name} ${of.kind === "software" ? "holds" : "opens"}`}>
          {items.map((item) => (
            <Row key={item.account.id} kind={of.kind} of={item} />
          ))}
        </ul>
      )}
      <ShowMore list={list} />
    </Stack>
  );
}

function Row({ kind, of: { account, status, changedAt } }: { kind: KeyKind; of: DeliveryOfKey }) {
  return (
    <li>
      <div>
        <Text fw={550} size="sm">
          {accountName(account)}
        </Text>
        <Group gap={6} wrap="nowrap" align="flex-start">
          <DeliverySign status={status} />
          <Text size="sm" c="dimmed">
            {holdingWords[kind][status]}
          </Text>
        </Group>
      </div>
      <Text size="sm" c="dimmed" component="time" dateTime={changedAt} title={exactTime(changedAt)}>
        {relativeTime(changedAt)}
      </Text>
    </li>
  );
}
