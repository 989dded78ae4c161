// The accounts of one employee, on their page: personal ones, and shared ones that were given to them or to a group.
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconFileImport, IconPlus, IconShare } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { ErrorMessage, LoadError, LoadingCard } from "../brand/messages.tsx";
import { ShowMore } from "../brand/show-more.tsx";
import { counted } from "../brand/times.ts";
import { DeliverButton } from "../deliveries/deliver-button.tsx";
import { KeysCell } from "../deliveries/keys-cell.tsx";
import { AccountDialog } from "./account-dialogs.tsx";
import { type AccountAction, ownActions, seeingActions } from "./account-menu.tsx";
import { AccountTable } from "./account-table.tsx";
import { type AccountOfEmployee, useAccountsOfEmployee } from "./accounts.ts";
import { CreateDialog } from "./create-dialog.tsx";
import { canSeal, useRecipients } from "./recipients.ts";
import { RecipientsNotice } from "./recipients-notice.tsx";
import { TakeDialog } from "./take-dialog.tsx";

const ImportDialog = lazy(async () => ({ default: (await import("../account-import/dialog.tsx")).ImportDialog }));
const GiveDialog = lazy(async () => ({ default: (await import("../shared-accounts/give-dialog.tsx")).GiveDialog }));

export interface OfEmployee {
  readonly id: string;
  readonly name: string;
}

type Open =
  | { readonly dialog: "create" | "import" | "give" }
  | { readonly action: AccountAction; readonly account: AccountOfEmployee }
  | null;

/** @param acts false: who looks changes nothing. */
export function EmployeeAccounts({ employee, acts }: { employee: OfEmployee; acts: boolean }) {
  const accounts = useAccountsOfEmployee(employee.id);
  const [open, setOpen] = useState<Open>(null);
  const items = accounts.data?.pages.flatMap((page) => page.items) ?? [];
  const close = () => setOpen(null);
  return (
    <section className="hesper-card" aria-labelledby="accounts-title">
      <Stack>
        <Title order={2} id="accounts-title">
          Accounts
        </Title>
        <DeliverButton employeeId={employee.id} />
        {acts && <Creating employee={employee} onOpen={(dialog) => setOpen({ dialog })} />}
        {accounts.isPending && <LoadingCard height={120} />}
        {accounts.isError && !accounts.data && <LoadError error={accounts.error} retry={() => accounts.refetch()} />}
        {accounts.data && items.length === 0 && <Text c="dimmed">{employee.name} has no accounts yet.</Text>}
        {items.length > 0 && (
          <AccountTable
            label={`Accounts of ${employee.name}`}
            accounts={items}
            more={[
              { heading: "Kind", of: kindOf },
              { heading: "Keys", of: KeysCell },
            ]}
            actionsFor={(account) => (acts ? actionsOf(account) : seeingActions)}
            onAct={(action, account) => setOpen({ action, account })}
          />
        )}
        <ShowMore list={accounts} />
        <Text size="sm" c="dimmed" role="status">
          {items.length > 0 &&
            `${counted(items.length, "account")}${accounts.hasNextPage ? ", and there are more" : ""}`}
        </Text>
      </Stack>
      <Dialogs open={open} employee={employee} onClose={close} />
    </section>
  );
}

interface CreatingProps {
  readonly employee: OfEmployee;
  readonly onOpen: (dialog: "create" | "import" | "give") => void;
}

function Creating({ employee, onOpen }: CreatingProps) {
  const recipients = useRecipients(employee);
  const isPossible = recipients.data !== undefined && canSeal(recipients.data);
  return (
    <Stack gap="sm">
      {recipients.data && <RecipientsNotice recipients={recipients.data} owner={employee} />}
      {recipients.isError && <ErrorMessage>It could not be loaded whom accounts are sealed to.</ErrorMessage>}
      <Group gap="xs">
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          disabled={!isPossible}
          onClick={() => onOpen("create")}
        >
          Create personal account
        </Button>
        <Button variant="default" leftSection={<IconShare size={16} aria-hidden />} onClick={() => onOpen("give")}>
          Add shared account
        </Button>
        <Button
          variant="default"
          leftSection={<IconFileImport size={16} aria-hidden />}
          disabled={!isPossible}
          onClick={() => onOpen("import")}
        >
          Import accounts
        </Button>
      </Group>
    </Stack>
  );
}

interface DialogsProps {
  readonly open: Open;
  readonly employee: OfEmployee;
  readonly onClose: () => void;
}

function Dialogs({ open, employee, onClose }: DialogsProps) {
  if (open === null) return null;
  if ("action" in open) {
    const { action, account } = open;
    if (action === "take") return <TakeDialog account={account} employee={employee} onClose={onClose} />;
    return <AccountDialog action={action} account={account} onClose={onClose} />;
  }
  switch (open.dialog) {
    case "create":
      return <CreateDialog owner={employee} onClose={onClose} />;
    case "import":
      return (
        <Suspense>
          <ImportDialog employee={employee} onClose={onClose} />
        </Suspense>
      );
    case "give":
      return (
        <Suspense>
          <GiveDialog employee={employee} onClose={onClose} />
        </Suspense>
      );
  }
}

function kindOf({ kind, given }: AccountOfEmployee): string {
  if (kind === "personal") return "Personal";
  const groups = given?.groups.map(({ name }) => name) ?? [];
  return groups.length === 0 ? "Shared" : `Shared, by ${groups.join(", ")}`;
}

/** What is shared is edited here too, for all who have it; taken from this employee where it was given to them. */
function actionsOf({ kind, given }: AccountOfEmployee): readonly AccountAction[] {
  if (kind === "personal") return ownActions;
  const shared = ownActions.filter((action) => action !== "delete");
  return given?.directly ? [...shared, "take"] : shared;
}
