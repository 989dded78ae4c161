// "Edit": what can be read of an account. Where somebody else was faster, what was typed stays.
import { Alert, List, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { DialogForm } from "../brand/dialog-form.tsx";
import { refusedOf } from "../session/change.ts";
import { type Account, type AccountDetails, loadAccount, useChangeDetails } from "./accounts.ts";
import { detailProblems, differences, tidied } from "./details.ts";
import { DetailsFields } from "./details-fields.tsx";

function detailsOf({ name, urls, apps, loginType, login }: AccountDetails): AccountDetails {
  return { name, urls, apps, loginType, login };
}

export function EditDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const [base, setBase] = useState(account);
  const [details, setDetails] = useState(detailsOf(account));
  const [tried, setTried] = useState(false);
  const change = useChangeDetails();
  const problems = detailProblems(details);
  const submit = () => {
    setTried(true);
    if (Object.keys(problems).length > 0) return;
    change.mutate(
      { id: base.id, revision: base.revision, ...tidied(details) },
      {
        onSuccess: () => {
          notifications.show({ color: "teal", title: "Saved", message: `${details.name} is changed.` });
          onClose();
        },
        onError: async (error) => {
          if (refusedOf(error)?.code !== "conflict") return;
          const now = await loadAccount(account.id).catch(() => null);
          if (now) setBase(now);
        },
      },
    );
  };
  return (
    <DialogForm
      title={`Edit ${account.name}`}
      action={base === account ? "Save" : "Save in spite of that"}
      busy={change.isPending}
      error={refusedOf(change.error)?.detail ?? ""}
      onSubmit={submit}
      onClose={onClose}
      wide
    >
      <DetailsFields details={details} onChange={setDetails} problems={tried ? problems : {}} />
      {base !== account && <AsItIsNow before={account} now={base} />}
    </DialogForm>
  );
}

function AsItIsNow({ before, now }: { before: Account; now: Account }) {
  const changed = differences(before, now);
  return (
    <Alert
      role="note"
      color="orange"
      variant="light"
      title="As it is now"
      styles={{ title: { color: "var(--mantine-color-text)" } }}
    >
      {changed.length === 0 ? (
        <Text size="sm">What you see here is the same; something that is sealed was changed.</Text>
      ) : (
        <List size="sm">
          {changed.map(({ label, value }) => (
            <List.Item key={label}>
              {label}: {value}
            </List.Item>
          ))}
        </List>
      )}
      <Text size="sm" mt={4}>
        What you typed is still there. Saving takes the place of these.
      </Text>
    </Alert>
  );
}
