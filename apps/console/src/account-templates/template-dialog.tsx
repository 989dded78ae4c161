// Making a template, or editing one. Accounts that were made from it stay as they are.
import type { AccountTemplate } from "@hesper/contract";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { detailProblems, noDetails, tidied } from "../accounts/details.ts";
import { DetailsFields } from "../accounts/details-fields.tsx";
import { DialogForm } from "../brand/dialog-form.tsx";
import { api } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { type TemplateFields, useSaveTemplate } from "./templates.ts";

interface Props {
  /** Null: a new one. */
  readonly template: AccountTemplate | null;
  readonly onClose: () => void;
}

function fieldsOf({ name, urls, apps, loginType }: TemplateFields): TemplateFields {
  return { name, urls, apps, loginType };
}

export function TemplateDialog({ template, onClose }: Props) {
  const [base, setBase] = useState(template);
  const [fields, setFields] = useState(fieldsOf(template ?? noDetails));
  const [tried, setTried] = useState(false);
  const save = useSaveTemplate();
  // A template has no login, and none is asked for.
  const problems = detailProblems({ ...fields, loginType: "website", login: "none" });
  const submit = () => {
    setTried(true);
    if (Object.keys(problems).length > 0) return;
    const onSuccess = () => {
      notifications.show({ color: "teal", title: "Saved", message: `The template ${fields.name.trim()} is saved.` });
      onClose();
    };
    const onError = async (error: Error) => {
      if (base === null || refusedOf(error)?.code !== "conflict") return;
      // What was typed stays; saving once more takes the place of what somebody else saved.
      const now = await api.getAccountTemplate({ params: { id: base.id } });
      if (now.ok) setBase(now.body);
    };
    const tidy = fieldsOf(tidied({ ...fields, login: "" }));
    save.mutate({ template: base, fields: tidy }, { onSuccess, onError });
  };
  return (
    <DialogForm
      title={template ? `Edit the template ${template.name}` : "Create template"}
      action={base === template ? "Save" : "Save in spite of that"}
      busy={save.isPending}
      error={refusedOf(save.error)?.detail ?? ""}
      onSubmit={submit}
      onClose={onClose}
    >
      <DetailsFields
        details={{ ...fields, login: "" }}
        onChange={(details) => setFields(fieldsOf(details))}
        problems={tried ? problems : {}}
        hasLogin={false}
      />
    </DialogForm>
  );
}
