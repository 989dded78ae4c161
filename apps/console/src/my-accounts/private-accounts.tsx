// Private accounts, while a security key is open: even their names are sealed, and are read in this tab only.
import { Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { More } from "../brand/more.tsx";
import { exactTime, relativeTime } from "../brand/times.ts";
import { bodyForOpened, type OpenedKey } from "../security-keys/opened.ts";
import { api } from "../session/api.ts";
import { PanelRow, ShowButton } from "./panel-row.tsx";
import { openPrivate, type PrivateAccount } from "./verify.ts";
import { vaultSentence } from "./words.ts";

const pageSize = "50";
const firstPage: string | null = null;

/** Names are not kept when the key is closed: the cache forgets them with the list, which is shown no more then. */
function usePrivateAccounts({ keyId }: OpenedKey) {
  return useInfiniteQuery({
    queryKey: ["accounts", "private", keyId],
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ pageParam }) => {
      const query = pageParam === null ? { limit: pageSize } : { limit: pageSize, cursor: pageParam };
      const { items, nextCursor } = await bodyForOpened(api.listOpenedPrivateAccounts({ query }));
      const accounts: PrivateAccount[] = [];
      for (const item of items) if (item.kind === "private") accounts.push(await openPrivate(item));
      return { items: accounts, nextCursor };
    },
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function PrivateAccounts({ opened }: { opened: OpenedKey }) {
  const list = usePrivateAccounts(opened);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isPending) return <LoadingCard height={96} />;
  if (list.isError && !list.data) return <LoadError error={list.error} retry={() => list.refetch()} />;
  return (
    <section className="hesper-card" aria-labelledby="private-accounts">
      <Stack gap="sm">
        <Title order={2} size="h4" id="private-accounts">
          Private accounts
        </Title>
        {items.length === 0 ? (
          <Text c="dimmed">
            You have none that this key opens. They are made in the browser extension or on the command line, and nobody
            but you sees even their names.
          </Text>
        ) : (
          <PrivateTable items={items} />
        )}
        {items.length > 0 && <More list={list} shown={items.length} noun="private account" />}
      </Stack>
    </section>
  );
}

function PrivateTable({ items }: { items: readonly PrivateAccount[] }) {
  const [shown, setShown] = useState<string | null>(null);
  return (
    <table className="accounts-table" aria-label="Your private accounts">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Login</th>
          <th scope="col">Secrets</th>
        </tr>
      </thead>
      <tbody>
        {items.map((of) => (
          <PrivateRow
            key={of.id}
            of={of}
            isShown={shown === of.id}
            onToggle={() => setShown(shown === of.id ? null : of.id)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly of: PrivateAccount;
  readonly isShown: boolean;
  readonly onToggle: () => void;
}

function PrivateRow({ of, isShown, onToggle }: RowProps) {
  if ("problem" in of) {
    return (
      <tr>
        <td colSpan={3} className="account-whole">
          <Text fw={550}>A private account</Text>
          <Text size="sm">{vaultSentence(of.problem)}</Text>
        </td>
      </tr>
    );
  }
  const { id, updatedAt, details } = of;
  return (
    <>
      <tr>
        <td>
          <Text fw={550}>{details.name}</Text>
          <Text size="sm" c="dimmed">
            {details.urls[0] ?? details.apps[0] ?? ""}
          </Text>
        </td>
        <td>
          <Text size="sm">{details.login}</Text>
          <Text size="sm" c="dimmed" title={exactTime(updatedAt)}>
            changed {relativeTime(updatedAt)}
          </Text>
        </td>
        <td>
          <ShowButton id={id} name={details.name} isShown={isShown} onToggle={onToggle} />
        </td>
      </tr>
      {isShown && <PanelRow id={id} name={details.name} columns={3} />}
    </>
  );
}
