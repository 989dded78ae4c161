// Naming and describing a group, for a new one and for changing one.
import { groupDescription, groupName } from "@hesper/contract";
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { DialogForm } from "../brand/dialog-form.tsx";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { check } from "../session/fields.ts";

interface Named {
  readonly name: string;
  readonly description: string;
}

interface Props {
  readonly title: string;
  readonly action: string;
  readonly initial: Named;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onSave: (group: Named) => void;
  readonly onClose: () => void;
}

export function GroupForm({ title, action, initial, busy, error, onSave, onClose }: Props) {
  const [group, setGroup] = useState(initial);
  const [mistakes, setMistakes] = useState<{ name?: string | null; description?: string | null }>({});
  const refusal = refusedOf(error);
  const save = () => {
    const found = { name: check(groupName)(group.name), description: check(groupDescription)(group.description) };
    setMistakes(found);
    if (found.name === null && found.description === null) onSave(group);
  };
  return (
    <DialogForm
      title={title}
      action={action}
      busy={busy}
      error={refusal && sentenceOf(refusal)}
      onSubmit={save}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        value={group.name}
        maxLength={200}
        onChange={({ currentTarget }) => setGroup({ ...group, name: currentTarget.value })}
        error={mistakes.name}
        errorProps={{ role: "alert" }}
        autoComplete="off"
        data-autofocus
      />
      <TextInput
        label="Description"
        description="What the group is for; may stay empty"
        value={group.description}
        maxLength={1000}
        onChange={({ currentTarget }) => setGroup({ ...group, description: currentTarget.value })}
        error={mistakes.description}
        errorProps={{ role: "alert" }}
        autoComplete="off"
      />
    </DialogForm>
  );
}
