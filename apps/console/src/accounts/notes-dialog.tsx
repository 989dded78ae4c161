// "Edit notes": they are opened first, since notes are added to.
import { useState } from "react";
import { DialogForm } from "../brand/dialog-form.tsx";
import { LoadingCard } from "../brand/messages.tsx";
import type { Account } from "./accounts.ts";
import { NotesField, notesProblem } from "./notes-field.tsx";
import { useOpened } from "./use-opened.ts";
import { useSecretChange } from "./use-secret-change.ts";

export function NotesDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { secrets, error } = useOpened(account, "notes", onClose);
  const [typed, setTyped] = useState<string | null>(null);
  const change = useSecretChange(account, onClose);
  const notes = typed ?? secrets?.notes ?? "";
  const submit = () => {
    if (secrets === null || notesProblem(notes) !== null) return;
    if (notes === (secrets.notes ?? "")) onClose();
    else change.save({ notes: notes.trim() === "" ? null : notes });
  };
  return (
    <DialogForm
      title={`Edit the notes of ${account.name}`}
      action={change.action}
      busy={change.busy}
      error={error || change.error}
      onSubmit={submit}
      onClose={onClose}
    >
      {secrets ? <NotesField value={notes} onChange={setTyped} /> : error === "" && <LoadingCard height={120} />}
    </DialogForm>
  );
}
