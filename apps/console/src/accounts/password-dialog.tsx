// "Edit password": a new one in the place of the old, which is not shown.
import { Checkbox, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { DialogForm } from "../brand/dialog-form.tsx";
import type { Account } from "./accounts.ts";
import { noPassword, passwordProblem } from "./password-draft.ts";
import { PasswordFields } from "./password-fields.tsx";
import { useSecretChange } from "./use-secret-change.ts";

export function PasswordDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const [draft, setDraft] = useState(noPassword);
  const [removes, setRemoves] = useState(false);
  const [tried, setTried] = useState(false);
  const change = useSecretChange(account, () => {
    notifications.show({ color: "teal", title: "Saved", message: `${account.name} has a new password.` });
    onClose();
  });
  const missing = tried && !removes && draft.password === "" ? "Enter the new password, or generate one." : "";
  const submit = () => {
    setTried(true);
    if (removes) return change.save({ password: null });
    if (draft.password !== "" && !passwordProblem(draft)) change.save({ password: draft.password });
  };
  return (
    <DialogForm
      title={`Edit the password of ${account.name}`}
      action={change.action}
      busy={change.busy}
      error={missing || change.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Text size="sm" c="dimmed">
        The old one is not shown. Its place is taken by the new one on every key that has the account.
      </Text>
      {!removes && (
        <PasswordFields
          label="New password"
          draft={draft}
          onChange={setDraft}
          words={[account.name, account.login]}
          showsProblem={tried}
        />
      )}
      <Checkbox
        label="The account has no password any more"
        checked={removes}
        onChange={(event) => setRemoves(event.currentTarget.checked)}
      />
    </DialogForm>
  );
}
