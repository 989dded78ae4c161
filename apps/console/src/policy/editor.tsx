// Changing the policy: fields, the dialogue that says what a change will do, and not losing what was typed.
import type { Policy } from "@hesper/contract";
import { Stack, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type ReactNode, useState } from "react";
import { LeaveDialog } from "../brand/leave-dialog.tsx";
import { counted } from "../brand/times.ts";
import { refusedOf } from "../session/change.ts";
import { bodyOfChanges, type Draft, useDraft } from "./draft.ts";
import { type Field, settingGroups } from "./fields.ts";
import { MeanwhileDialog } from "./meanwhile-dialog.tsx";
import { useChangePolicy, usePolicy } from "./policy.ts";
import { PreviewDialog } from "./preview-dialog.tsx";
import { SaveBar } from "./save-bar.tsx";
import { SettingRow } from "./setting-row.tsx";

/** @param children what stands between the settings and the bar. */
export function PolicyEditor({ policy, children }: { policy: Policy; children: ReactNode }) {
  const draft = useDraft(policy);
  // What is wrong is said once a field was left, or when all was to be saved: not while it is being typed.
  const [left, setLeft] = useState<ReadonlySet<Field>>(new Set());
  const saving = useSaving(draft);
  const save = () => {
    setLeft(new Set(draft.changes));
    const [wrong] = Object.keys(draft.problems);
    if (wrong) document.querySelector<HTMLElement>(`#policy-${wrong}, #policy-${wrong}-days`)?.focus();
    else saving.begin();
  };
  return (
    <>
      <Stack key={draft.generation}>
        {settingGroups.map(({ title, fields }) => (
          <SettingCard key={title} title={title}>
            {fields.map((field) => (
              <SettingRow
                key={field}
                field={field}
                value={draft.values[field]}
                changed={draft.changes.includes(field)}
                problem={left.has(field) ? (draft.problems[field] ?? "") : ""}
                onChange={(value) => draft.set(field, value)}
                onBlur={() => setLeft((before) => new Set(before).add(field))}
              />
            ))}
          </SettingCard>
        ))}
      </Stack>
      {children}
      <SaveBar draft={draft} onSave={save} onLook={saving.look} />
      {saving.dialog}
      <LeaveDialog
        losing={draft.changes.length === 0 ? null : `${counted(draft.changes.length, "change")} of the policy`}
      />
    </>
  );
}

function SettingCard({ title, children }: { title: string; children: ReactNode }) {
  const id = `group-${title.toLowerCase().replaceAll(" ", "-")}`;
  return (
    <section className="hesper-card" aria-labelledby={id}>
      <Title order={2} id={id} mb="xs">
        {title}
      </Title>
      {children}
    </section>
  );
}

function useSaving(draft: Draft) {
  const [open, setOpen] = useState<"preview" | "meanwhile" | null>(null);
  const policy = usePolicy();
  const change = useChangePolicy();
  const close = () => setOpen(null);
  const begin = () => {
    change.reset();
    setOpen("preview");
  };
  const onSuccess = () => {
    close();
    draft.discard();
    notifications.show({ color: "teal", title: "The policy is changed", message: "It holds from now on." });
  };
  const onError = (error: Error) => {
    if (refusedOf(error)?.code !== "conflict") return;
    policy.refetch();
    setOpen("meanwhile");
  };
  const confirm = () =>
    change.mutate({ ...bodyOfChanges(draft), revision: draft.seen.revision }, { onSuccess, onError });
  const state = { busy: change.isPending, error: change.error };
  return {
    begin,
    look: () => setOpen("meanwhile"),
    dialog: (
      <>
        {open === "preview" && <PreviewDialog draft={draft} {...state} onConfirm={confirm} onClose={close} />}
        {open === "meanwhile" && <MeanwhileDialog draft={draft} onClose={close} />}
      </>
    ),
  };
}
