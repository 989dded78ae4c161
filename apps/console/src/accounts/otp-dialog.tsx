// "Edit OTP secret": a new one in the place of the old, which is not shown.
import { Checkbox, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { DialogForm } from "../brand/dialog-form.tsx";
import { OtpSecretField } from "../otp-secret/field.tsx";
import { draftProblem, noOtp } from "../otp-secret/reading.ts";
import type { Account } from "./accounts.ts";
import { otpForPayload } from "./otp-parts.ts";
import { useSecretChange } from "./use-secret-change.ts";

export function OtpDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const [draft, setDraft] = useState(noOtp);
  const [removes, setRemoves] = useState(false);
  const [tried, setTried] = useState(false);
  const change = useSecretChange(account, () => {
    notifications.show({ color: "teal", title: "Saved", message: `The OTP secret of ${account.name} is changed.` });
    onClose();
  });
  const problem = draftProblem(draft) ?? (draft.entry === null ? "Enter the new OTP secret." : null);
  const submit = () => {
    setTried(true);
    if (removes) return change.save({ otp: null });
    if (problem === null) change.save({ otp: otpForPayload(draft.entry) });
  };
  return (
    <DialogForm
      title={`Edit the OTP secret of ${account.name}`}
      action={change.action}
      busy={change.busy}
      error={change.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Text size="sm" c="dimmed">
        The old one is not shown. Keys that have the account show codes of the new one from their next sync.
      </Text>
      {!removes && <OtpSecretField draft={draft} onChange={setDraft} error={tried ? problem : null} />}
      <Checkbox
        label="The account has no OTP secret any more"
        checked={removes}
        onChange={(event) => setRemoves(event.currentTarget.checked)}
      />
    </DialogForm>
  );
}
