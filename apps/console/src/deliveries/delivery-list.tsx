// What was delivered, by key and by account: the state of each, since when, and when the key confirmed it.
import { deliveryStatuses } from "@hesper/contract";
import { Anchor, NativeSelect, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { More } from "../brand/more.tsx";
import { exactTime, relativeTime } from "../brand/times.ts";
import {
  type DeliveryOfAccount,
  type DeliveryOfKey,
  type DeliveryPages,
  type DeliveryStatus,
  useDeliveriesOfAccount,
  useDeliveriesOfKey,
} from "./deliveries.ts";
import { DeliveryState } from "./delivery-status.tsx";
import { accountName, kindNames, statusMeanings, statusNames } from "./words.ts";
import "../accounts/accounts.css";
import "./deliveries.css";

/** The accounts of a key. */
export function DeliveriesOfKey({ keyId }: { keyId: string }) {
  const words = {
    heading: "Account",
    noun: "account",
    nouns: "accounts",
    none: "This key has no accounts, and had none.",
  };
  return <Deliveries id={keyId} useList={useDeliveriesOfKey} words={words} rowOf={rowOfKey} />;
}

/** The keys that an account is for. */
export function DeliveriesOfAccount({ accountId }: { accountId: string }) {
  const words = {
    heading: "Key",
    noun: "key",
    nouns: "keys",
    none: "No key has it or gets it: nobody who has the account has an active key.",
  };
  return <Deliveries id={accountId} useList={useDeliveriesOfAccount} words={words} rowOf={rowOfAccount} />;
}

interface Row {
  readonly id: string;
  readonly name: ReactNode;
  readonly about: ReactNode;
}

type Delivery = Pick<DeliveryOfKey, "status" | "changedAt" | "deliveredAt">;

function rowOfKey({ account }: DeliveryOfKey): Row {
  return { id: account.id, name: accountName(account), about: kindNames[account.kind] };
}

function rowOfAccount({ key, employee }: DeliveryOfAccount): Row {
  const isAt = key.status === "active" ? "" : `, ${key.status}`;
  const about = employee ? (
    <>
      <Anchor component={Link} to={`/employees/${employee.id}`} size="sm">
        {employee.name}
      </Anchor>
      {isAt}
    </>
  ) : (
    `Employee was deleted${isAt}`
  );
  const name = (
    <Anchor component={Link} to={`/keys/${key.id}`} size="sm" inherit>
      {key.name}
    </Anchor>
  );
  return { id: key.id, name, about };
}

interface ListProps<D extends Delivery> {
  readonly id: string;
  /** @param status null: all. */
  readonly useList: (id: string, status: DeliveryStatus | null) => DeliveryPages<D>;
  readonly words: Record<"heading" | "noun" | "nouns" | "none", string>;
  readonly rowOf: (delivery: D) => Row;
}

function Deliveries<D extends Delivery>({ id, useList, words, rowOf }: ListProps<D>) {
  const [status, setStatus] = useState<DeliveryStatus | null>(null);
  const list = useList(id, status);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack gap="sm">
      <StatusFilter label={`Which ${words.nouns}`} status={status} onStatus={setStatus} />
      {list.isPending && <LoadingCard height={120} />}
      {list.isError && !list.data && <LoadError error={list.error} retry={() => list.refetch()} />}
      {list.data && items.length === 0 && (
        <Text c="dimmed" py="sm">
          {status === null ? words.none : `No ${words.noun} is in this state.`}
        </Text>
      )}
      {items.length > 0 && (
        <>
          <table className="accounts-table" aria-label="Deliveries">
            <thead>
              <tr>
                <th scope="col">{words.heading}</th>
                <th scope="col">State</th>
                <th scope="col">Since</th>
              </tr>
            </thead>
            <tbody>
              {items.map((delivery) => (
                <DeliveryRow key={rowOf(delivery).id} row={rowOf(delivery)} delivery={delivery} />
              ))}
            </tbody>
          </table>
          <More list={list} shown={items.length} noun={words.noun} />
        </>
      )}
    </Stack>
  );
}

function DeliveryRow({ row: { name, about }, delivery }: { row: Row; delivery: Delivery }) {
  const { status, changedAt, deliveredAt } = delivery;
  return (
    <tr>
      <td>
        <Text size="sm" fw={550}>
          {name}
        </Text>
        <Text size="sm" c="dimmed" component="div">
          {about}
        </Text>
      </td>
      <td>
        <DeliveryState status={status} />
      </td>
      <td>
        <Text size="sm" title={exactTime(changedAt)}>
          {relativeTime(changedAt)}
        </Text>
        {deliveredAt !== null && (
          <Text size="sm" c="dimmed" title={exactTime(deliveredAt)}>
            confirmed {relativeTime(deliveredAt)}
          </Text>
        )}
      </td>
    </tr>
  );
}

interface FilterProps {
  readonly label: string;
  readonly status: DeliveryStatus | null;
  readonly onStatus: (status: DeliveryStatus | null) => void;
}

function StatusFilter({ label, status, onStatus }: FilterProps) {
  return (
    <NativeSelect
      label={label}
      description={status === null ? "What each has come to." : statusMeanings[status]}
      className="deliveries-filter"
      data={[
        { value: "", label: "In all states" },
        ...deliveryStatuses.map((value) => ({ value, label: statusNames[value] })),
      ]}
      value={status ?? ""}
      onChange={({ currentTarget }) => onStatus(deliveryStatuses.find((one) => one === currentTarget.value) ?? null)}
    />
  );
}
