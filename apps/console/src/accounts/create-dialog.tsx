// "Create personal account", and shared ones: from a template or by hand, sealed before anything is sent.
import { Divider, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { TemplateSelect } from "../account-templates/template-select.tsx";
import { DialogForm } from "../brand/dialog-form.tsx";
import { OtpSecretField } from "../otp-secret/field.tsx";
import { draftProblem, noOtp } from "../otp-secret/reading.ts";
import type { AccountDetails } from "./accounts.ts";
import { detailProblems, noDetails, tidied } from "./details.ts";
import { DetailsFields } from "./details-fields.tsx";
import { NotesField, notesProblem } from "./notes-field.tsx";
import { otpForPayload } from "./otp-parts.ts";
import { noPassword, passwordProblem } from "./password-draft.ts";
import { PasswordFields } from "./password-fields.tsx";
import { type Owner, openersWords, useRecipients } from "./recipients.ts";
import { newAccountId, sentenceOfFailure } from "./sealing.ts";
import { useCreateAccount } from "./use-create-account.ts";

interface Props {
  readonly owner: Owner;
  readonly onClose: () => void;
}

export function CreateDialog({ owner, onClose }: Props) {
  const form = useCreateForm(owner, onClose);
  const recipients = useRecipients(owner).data;
  const { details, password, otp, notes } = form.values;
  return (
    <DialogForm
      title={owner ? "Create personal account" : "Create shared account"}
      action="Create"
      busy={form.busy}
      error={form.error}
      onSubmit={form.submit}
      onClose={onClose}
      wide
    >
      <TemplateSelect
        onChoose={({ name, urls, apps, loginType }) =>
          form.set({ details: { ...details, name, urls, apps, loginType } })
        }
      />
      <DetailsFields
        details={details}
        onChange={(next: AccountDetails) => form.set({ details: next })}
        problems={form.tried ? form.problems : {}}
      />
      <div>
        <Divider mb={6} />
        <Text size="sm" c="dimmed">
          Sealed in this browser{recipients ? ` to ${openersWords(recipients, owner)}` : ""}: the server cannot read
          what follows.
        </Text>
      </div>
      <PasswordFields
        draft={password}
        onChange={(next) => form.set({ password: next })}
        words={[details.name, details.login]}
        showsProblem={form.tried}
      />
      <OtpSecretField
        draft={otp}
        onChange={(next) => form.set({ otp: next })}
        error={form.tried ? draftProblem(otp) : null}
      />
      <NotesField value={notes} onChange={(next) => form.set({ notes: next })} />
      {form.hint && (
        <Text size="sm" c="dimmed" role="status">
          {form.hint}
        </Text>
      )}
    </DialogForm>
  );
}

const empty = { details: noDetails, password: noPassword, otp: noOtp, notes: "" };

function useCreateForm(owner: Owner, onClose: () => void) {
  const [id] = useState(newAccountId);
  const [values, setValues] = useState(empty);
  const [tried, setTried] = useState(false);
  const create = useCreateAccount(owner);
  const { details, password, otp, notes } = values;
  const problems = detailProblems(details);
  const isRight =
    Object.keys(problems).length === 0 &&
    passwordProblem(password) === null &&
    draftProblem(otp) === null &&
    notesProblem(notes) === null;
  const submit = () => {
    setTried(true);
    if (!isRight) return;
    const secrets = {
      password: password.password === "" ? null : password.password,
      otp: otpForPayload(otp.entry),
      notes: notes.trim() === "" ? null : notes,
    };
    const onSuccess = () => {
      notifications.show({ color: "teal", title: "Created", message: `${details.name.trim()} is there.` });
      onClose();
    };
    create.mutate({ id, details: tidied(details), secrets }, { onSuccess });
  };
  return {
    values,
    set: (change: Partial<typeof empty>) => setValues((before) => ({ ...before, ...change })),
    tried,
    problems,
    submit,
    busy: create.isPending,
    error:
      sentenceOfFailure(create.error) || (tried && !isRight ? "Something is missing or not right: see above." : ""),
    hint:
      password.password === "" && otp.entry === null
        ? "Without a password and an OTP secret, it holds only the login."
        : "",
  };
}
