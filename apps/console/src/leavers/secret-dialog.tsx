// Changing the password or the OTP secret of an account from the list: with the account as it is now.
import { Modal, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { AccountDialog } from "../accounts/account-dialogs.tsx";
import { loadAccount } from "../accounts/accounts.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";

interface Props {
  readonly action: "edit_password" | "edit_otp";
  readonly accountId: string;
  readonly name: string;
  readonly onClose: () => void;
}

export function SecretDialog({ action, accountId, name, onClose }: Props) {
  const account = useQuery({
    queryKey: ["leavers", "account", accountId],
    queryFn: () => loadAccount(accountId),
    gcTime: 0,
    // What is edited stays what was seen.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (account.data) return <AccountDialog action={action} account={account.data} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={name}>
      <Stack>
        {account.isPending && <LoadingCard height={160} />}
        {account.isError && <LoadError error={account.error} retry={() => account.refetch()} />}
      </Stack>
    </Modal>
  );
}
