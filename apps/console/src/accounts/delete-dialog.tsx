// "Delete": an account, for good.
import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Ask } from "../brand/ask.tsx";
import { type Account, useDeleteAccount } from "./accounts.ts";

export function DeleteDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const remove = useDeleteAccount();
  const done = () => {
    notifications.show({ color: "teal", title: "Deleted", message: `${account.name} is gone.` });
    onClose();
  };
  return (
    <Ask
      title={`Delete ${account.name}`}
      action="Delete"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(account, { onSuccess: done })}
      onClose={onClose}
    >
      <Text>
        Its password, OTP secret and notes are lost for good
        {account.kind === "shared" ? ", for everybody who has it" : ""}, and keys remove it with their next sync. The
        account on the site itself stays as it is: change its password there, if somebody may have seen it.
      </Text>
    </Ask>
  );
}
