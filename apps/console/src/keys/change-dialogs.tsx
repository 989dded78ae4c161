// Changing a key besides its status: another link, another name or policy, and deleting it.
import { type Key, keyName, type NewActivation } from "@hesper/contract";
import { Modal, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { Ask } from "../brand/ask.tsx";
import { DialogForm } from "../brand/dialog-form.tsx";
import { PolicySelect } from "../key-policies/select.tsx";
import { api, sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { check } from "../session/fields.ts";
import { useInstallation } from "../session/installation.ts";
import { ActivationResult } from "./activation-result.tsx";
import { useDeleteKey, useEditKey, useRenewActivation } from "./keys.ts";

interface Props {
  /** As it was seen: a change of what was not seen is refused. */
  readonly of: Key;
  readonly onClose: () => void;
}

export function RenewDialog({ of, onClose }: Props) {
  const renew = useRenewActivation();
  const [made, setMade] = useState<NewActivation | null>(null);
  const sendsMail = useInstallation().data?.mail ?? false;
  if (made) {
    return (
      <Modal
        opened
        onClose={onClose}
        title={`A new link for ${of.name}`}
        size="lg"
        closeOnClickOutside={false}
        withCloseButton={false}
      >
        <ActivationResult made={made} onClose={onClose} />
      </Modal>
    );
  }
  return (
    <Ask
      title={`Make a new link for ${of.name}`}
      action="Make a new link"
      danger={false}
      busy={renew.isPending}
      error={renew.error}
      onConfirm={() => renew.mutate(of, { onSuccess: setMade })}
      onClose={onClose}
    >
      <Text>
        A new link and code activate the key once, within 7 days. Those before stop working.
        {sendsMail && of.employee && ` The link is mailed to ${of.employee.email} too.`}
      </Text>
    </Ask>
  );
}

/** Where somebody else changed the key meanwhile, what was typed stays, and saving once more goes over theirs. */
export function EditDialog({ of, onClose }: Props) {
  const [base, setBase] = useState(of);
  const [name, setName] = useState(of.name);
  const [policyId, setPolicyId] = useState(of.policy.isDefault ? null : of.policy.id);
  const [mistake, setMistake] = useState<string | null>(null);
  const edit = useEditKey();
  const refusal = refusedOf(edit.error);
  const onError = async (error: Error) => {
    if (refusedOf(error)?.code !== "conflict") return;
    const now = await api.getKey({ params: { id: of.id } });
    if (now.ok) setBase(now.body);
  };
  const submit = () => {
    const found = check(keyName)(name);
    setMistake(found);
    if (found === null) edit.mutate({ key: base, name: name.trim(), policyId }, { onSuccess: onClose, onError });
  };
  return (
    <DialogForm
      title={`${of.kind === "software" ? "Edit" : "Rename"} ${of.name}`}
      action={base.revision === of.revision ? "Save" : "Save mine over it"}
      busy={edit.isPending}
      error={refusal && sentenceOf(refusal)}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        value={name}
        maxLength={64}
        onChange={({ currentTarget }) => {
          setName(currentTarget.value);
          setMistake(null);
        }}
        error={mistake}
        errorProps={{ role: "alert" }}
        autoComplete="off"
        data-autofocus
      />
      {of.kind === "software" && (
        <>
          <PolicySelect value={policyId} name={of.policy.name} onChange={setPolicyId} />
          <Text size="sm" c="dimmed">
            The key learns of both at its next contact.
          </Text>
        </>
      )}
    </DialogForm>
  );
}

export function DeleteDialog({ of, onClose, onGone }: Props & { onGone: () => void }) {
  const remove = useDeleteKey();
  const done = () => {
    notifications.show({ color: "teal", title: "Deleted", message: `The key ${of.name} is gone.` });
    onClose();
    onGone();
  };
  return (
    <Ask
      title={`Delete ${of.name}`}
      action="Delete for good"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(of, { onSuccess: done })}
      onClose={onClose}
    >
      <Text>
        {of.status === "reserved"
          ? "It was not activated: its link and code stop working."
          : "It has nothing any more. It goes from the list; what became of it stays in the audit."}
      </Text>
    </Ask>
  );
}
