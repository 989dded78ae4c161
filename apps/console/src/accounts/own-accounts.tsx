// The tab "Accounts" of the profile: which accounts one has. What is secret in them only a key shows.
import type { OwnAccount } from "@hesper/contract";
import { Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { More } from "../brand/more.tsx";
import { exactTime, relativeTime } from "../brand/times.ts";
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

export function OwnAccountsTab() {
  useTitle("Accounts");
  const accounts = useOwnAccounts();
  const items = accounts.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="hesper-card" aria-labelledby="own-accounts-title">
      <Stack>
        <div>
          <Title order={2} id="own-accounts-title">
            Accounts
          </Title>
          <Text size="sm" c="dimmed">
            What was made for you, and what you share with others. Your key shows their passwords and codes; this page
            cannot. Accounts that you make in your key are seen there only.
          </Text>
        </div>
        {accounts.isPending && <LoadingCard height={120} />}
        {accounts.isError && !accounts.data && <LoadError error={accounts.error} retry={() => accounts.refetch()} />}
        {accounts.data && items.length === 0 && <Text c="dimmed">You have no accounts yet.</Text>}
        {items.length > 0 && <OwnTable accounts={items} />}
        {items.length > 0 && <More list={accounts} shown={items.length} noun="account" />}
      </Stack>
    </section>
  );
}

function OwnTable({ accounts }: { accounts: readonly OwnAccount[] }) {
  return (
    <table className="accounts-table" aria-label="Your accounts">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Login</th>
          <th scope="col">Kind</th>
        </tr>
      </thead>
      <tbody>
        {accounts.map(({ id, name, urls, apps, loginType, login, kind, updatedAt }) => (
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
              <Text size="sm">{kind === "personal" ? "Personal" : "Shared"}</Text>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
