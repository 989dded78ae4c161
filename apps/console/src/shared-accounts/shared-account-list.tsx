// All shared accounts, with whom they were given to.
import type { SharedAccount } from "@hesper/contract";
import { Button, Group, Loader, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { AccountDialog } from "../accounts/account-dialogs.tsx";
import { type AccountAction, ownActions, seeingActions } from "../accounts/account-menu.tsx";
import { AccountTable } from "../accounts/account-table.tsx";
import { CreateDialog } from "../accounts/create-dialog.tsx";
import { canSeal, useRecipients } from "../accounts/recipients.ts";
import { RecipientsNotice } from "../accounts/recipients-notice.tsx";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { ShowMore } from "../brand/show-more.tsx";
import { counted } from "../brand/times.ts";
import { DeliverButton } from "../deliveries/deliver-button.tsx";
import { GrantsDialog } from "./grants-dialog.tsx";
import { useSharedAccounts } from "./shared-accounts.ts";

type Open =
  | { readonly dialog: "create" }
  | { readonly dialog: "grants"; readonly account: SharedAccount }
  | { readonly dialog: Exclude<AccountAction, "take">; readonly account: SharedAccount }
  | null;

/** @param acts false: who looks changes nothing. */
export function SharedAccountList({ acts }: { acts: boolean }) {
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState<Open>(null);
  const accounts = useSharedAccounts(search);
  const items = accounts.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="hesper-card" aria-label="Shared accounts">
      <Stack>
        <DeliverButton />
        {acts && <Creating onCreate={() => setOpen({ dialog: "create" })} />}
        <TextInput
          type="search"
          aria-label="Search shared accounts"
          placeholder="Name, address or login"
          maxLength={100}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={accounts.isFetching && !accounts.isFetchingNextPage ? <Loader size={16} aria-hidden /> : null}
        />
        {accounts.isPending && <LoadingCard height={160} />}
        {accounts.isError && !accounts.data && <LoadError error={accounts.error} retry={() => accounts.refetch()} />}
        {accounts.data && items.length === 0 && (
          <Text c="dimmed">{search === "" ? "There are no shared accounts yet." : "No shared account fits."}</Text>
        )}
        {items.length > 0 && (
          <AccountTable
            label="Shared accounts"
            accounts={items}
            more={[{ heading: "Given to", of: givenTo }]}
            actionsFor={() => (acts ? ownActions : seeingActions)}
            onAct={(action, account) => action !== "take" && setOpen({ dialog: action, account })}
            extra={(account) => (
              <Button
                variant="default"
                size="xs"
                aria-label={`Who has it: ${account.name}`}
                onClick={() => setOpen({ dialog: "grants", account })}
              >
                Who has it
              </Button>
            )}
          />
        )}
        <ShowMore list={accounts} />
      </Stack>
      <Dialogs open={open} acts={acts} onClose={() => setOpen(null)} />
    </section>
  );
}

function Creating({ onCreate }: { onCreate: () => void }) {
  const recipients = useRecipients(null);
  return (
    <Stack gap="sm">
      {recipients.data && <RecipientsNotice recipients={recipients.data} owner={null} />}
      <Group>
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          disabled={!recipients.data || !canSeal(recipients.data)}
          onClick={onCreate}
        >
          Create shared account
        </Button>
      </Group>
    </Stack>
  );
}

function Dialogs({ open, acts, onClose }: { open: Open; acts: boolean; onClose: () => void }) {
  if (open === null) return null;
  if (open.dialog === "create") return <CreateDialog owner={null} onClose={onClose} />;
  if (open.dialog === "grants") return <GrantsDialog account={open.account} acts={acts} onClose={onClose} />;
  return <AccountDialog action={open.dialog} account={open.account} onClose={onClose} />;
}

function givenTo({ employees, groups }: SharedAccount): string {
  const parts = [
    employees > 0 ? counted(employees, "employee") : "",
    groups > 0 ? counted(groups, "group") : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "Nobody yet" : parts.join(", ");
}
