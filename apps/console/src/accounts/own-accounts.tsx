// The page "My accounts": which accounts one has, and on which of one's keys they are. What is secret in them only a key shows.
import type { OwnAccount } from "@hesper/contract";
import { Anchor, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { More } from "../brand/more.tsx";
import { exactTime, relativeTime } from "../brand/times.ts";
import { KeysCell } from "../deliveries/keys-cell.tsx";
import { api, bodyOf } from "../session/api.ts";
import { loginTypeNames } from "./details.ts";
import "./accounts.css";

const pageSize = "100";
const firstPage: string | null = null;

function useOwnAccounts() {
  return useInfiniteQuery({
    queryKey: ["accounts", "own"],
    queryFn: ({ pageParam }) =>
      bodyOf(
        api.listOwnAccounts({
          query: pageParam === null ? { limit: pageSize } : { limit: pageSize, cursor: pageParam },
        }),
      ),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function OwnAccountsPage() {
  useTitle("My accounts");
  const accounts = useOwnAccounts();
  const items = accounts.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack>
      <div>
        <Title order={1}>My accounts</Title>
        <Text c="dimmed">
          What was made for you, and what you share with others. Your key shows their passwords and codes; this page
          cannot. Accounts that you make in your key are seen there only. What each key holds stands under{" "}
          <Anchor component={Link} to="/my-keys" underline="always">
            My keys
          </Anchor>
          .
        </Text>
      </div>
      {accounts.isPending && <LoadingCard height={120} />}
      {accounts.isError && !accounts.data && <LoadError error={accounts.error} retry={() => accounts.refetch()} />}
      {accounts.data && items.length === 0 && (
        <section className="hesper-card" aria-label="No accounts">
          <Text fw={550}>You have no accounts yet.</Text>
          <Text c="dimmed">Administrators make accounts for you; you see them here and in your key.</Text>
        </section>
      )}
      {items.length > 0 && (
        <section className="hesper-card" aria-label="All of your accounts">
          <OwnTable accounts={items} />
          <More list={accounts} shown={items.length} noun="account" />
        </section>
      )}
    </Stack>
  );
}

function OwnTable({ accounts }: { accounts: readonly OwnAccount[] }) {
  return (
    <table className="accounts-table" aria-label="Your accounts">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Login</th>
          <th scope="col">On your keys</th>
          <th scope="col">Kind</th>
        </tr>
      </thead>
      <tbody>
        {accounts.map(({ id, name, urls, apps, loginType, login, kind, updatedAt, keys }) => (
          <tr key={id}>
            <td>
              <Text fw={550}>{name}</Text>
              <Text size="sm" c="dimmed">
                {urls[0] ?? apps[0] ?? loginTypeNames[loginType]}
              </Text>
            </td>
            <td>
              <Text size="sm">{login}</Text>
              <Text size="sm" c="dimmed" title={exactTime(updatedAt)}>
                changed {relativeTime(updatedAt)}
              </Text>
            </td>
            <td>
              <KeysCell keys={keys} />
            </td>
            <td>
              <Text size="sm">{kind === "personal" ? "Personal" : "Shared"}</Text>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
