// Making, editing and deleting a key policy.
import type { KeyPolicy } from "@hesper/contract";
import { NumberInput, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { Ask } from "../brand/ask.tsx";
import { DialogForm } from "../brand/dialog-form.tsx";
import { counted } from "../brand/times.ts";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { type Draft, draftOf, fieldsOf, mistakesIn, type Rule, rules } from "./draft.ts";
import { useDeletePolicy, useKeyPolicies, useSavePolicy } from "./policies.ts";
import { ruleWords } from "./words.ts";

interface Props {
  /** As it was seen; null: a new one. */
  readonly policy: KeyPolicy | null;
  readonly onClose: () => void;
}

export function PolicyDialog({ policy, onClose }: Props) {
  const [draft, setDraft] = useState(() => draftOf(policy));
  const [tried, setTried] = useState(false);
  const { save, isOverTheirs, busy, error } = useSaving(policy, onClose);
  const mistakes = mistakesIn(draft);
  const submit = () => {
    setTried(true);
    if (Object.keys(mistakes).length === 0) save(draft);
  };
  const shown = tried ? mistakes : {};
  return (
    <DialogForm
      title={policy ? `Edit the policy ${policy.name}` : "New key policy"}
      action={isOverTheirs ? "Save mine over it" : policy ? "Save" : "Make the policy"}
      busy={busy}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        value={draft.name}
        maxLength={64}
        onChange={({ currentTarget }) => setDraft({ ...draft, name: currentTarget.value })}
        error={shown.name}
        errorProps={{ role: "alert" }}
        autoComplete="off"
        data-autofocus
      />
      {rules.map((rule) => (
        <RuleField
          key={rule}
          rule={rule}
          value={draft[rule]}
          error={shown[rule]}
          onChange={(value) => setDraft({ ...draft, [rule]: value })}
        />
      ))}
      <Text size="sm" c="dimmed">
        {policy === null
          ? "Keys have it once they are given it."
          : `${keysWords(policy.keys)} At its next contact a key learns what was changed; until then it goes by what it knows.`}
      </Text>
    </DialogForm>
  );
}

function keysWords(keys: number): string {
  return keys === 0 ? "No key has it." : `${counted(keys, "key")} ${keys === 1 ? "has" : "have"} it.`;
}

/** Where somebody else saved meanwhile, what was typed stays, and saving once more takes the place of theirs. */
function useSaving(policy: KeyPolicy | null, onClose: () => void) {
  const [base, setBase] = useState(policy);
  const save = useSavePolicy();
  const policies = useKeyPolicies();
  const refusal = refusedOf(save.error);
  const mutate = (draft: Draft) => {
    const fields = fieldsOf(draft);
    const onSuccess = () => {
      notifications.show({ color: "teal", title: "Saved", message: `The policy ${fields.name} is saved.` });
      onClose();
    };
    const onError = async (error: Error) => {
      if (base === null || refusedOf(error)?.code !== "conflict") return;
      const { data } = await policies.refetch();
      const now = data?.pages.flatMap((page) => page.items).find(({ id }) => id === base.id);
      if (now) setBase(now);
    };
    save.mutate({ policy: base, fields }, { onSuccess, onError });
  };
  const isOverTheirs = base?.revision !== policy?.revision;
  return { save: mutate, isOverTheirs, busy: save.isPending, error: refusal && sentenceOf(refusal) };
}

interface FieldProps {
  readonly rule: Rule;
  readonly value: number | string;
  readonly error: string | undefined;
  readonly onChange: (value: number | string) => void;
}

function RuleField({ rule, value, error, onChange }: FieldProps) {
  const { label, means, noun, range } = ruleWords[rule];
  return (
    <NumberInput
      label={label}
      description={means}
      value={value}
      onChange={onChange}
      error={error}
      errorProps={{ role: "alert" }}
      suffix={` ${noun}${Number(value) === 1 ? "" : "s"}`}
      min={range[0]}
      max={range[1]}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="none"
    />
  );
}

export function DeletePolicyDialog({ policy, onClose }: { policy: KeyPolicy; onClose: () => void }) {
  const remove = useDeletePolicy();
  const done = () => {
    notifications.show({ color: "teal", title: "Deleted", message: `The policy ${policy.name} is gone.` });
    onClose();
  };
  return (
    <Ask
      title={`Delete the policy ${policy.name}`}
      action="Delete"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(policy, { onSuccess: done })}
      onClose={onClose}
    >
      <Text>
        {keysWords(policy.keys)}{" "}
        {policy.keys === 0
          ? "Nothing else is lost."
          : "Each gets the default policy instead, and learns of it at its next contact."}
      </Text>
    </Ask>
  );
}
