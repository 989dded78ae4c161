// The page "My accounts": which accounts one has, and on which of one's keys they are. What is secret in them a key shows;
// here a security key does.
import { Anchor, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { More } from "../brand/more.tsx";
import { useOpenedKey } from "../security-keys/opened.ts";
import { api, bodyOf } from "../session/api.ts";
import { HandingOn } from "./handing-on.tsx";
import { OpenCard } from "./open-card.tsx";
import { OwnTable } from "./own-table.tsx";
import "../accounts/accounts.css";
import "./my-accounts.css";

/** Brings the vault. */
const PrivateAccounts = lazy(async () => ({ default: (await import("./private-accounts.tsx")).PrivateAccounts }));

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
  const opened = useOpenedKey();
  const items = accounts.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack>
      <div>
        <Title order={1}>My accounts</Title>
        <Text c="dimmed">
          What was made for you, and what you share with others. Your keys show their passwords and codes, and the
          private accounts that you make yourself. What each key holds stands under{" "}
          <Anchor component={Link} to="/my-keys" underline="always">
            My keys
          </Anchor>
          .
        </Text>
      </div>
      <OpenCard opened={opened}>
        {opened && <HandingOn opened={opened} names={new Map(items.map(({ id, name }) => [id, name]))} />}
      </OpenCard>
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
          <OwnTable accounts={items} opened={opened} />
          <More list={accounts} shown={items.length} noun="account" />
        </section>
      )}
      {opened && (
        <Suspense fallback={<LoadingCard height={96} />}>
          <PrivateAccounts opened={opened} />
        </Suspense>
      )}
    </Stack>
  );
}
