// Adding a software key for oneself: its name; then the link and the code that activate it, shown once.
import { keyName } from "@hesper/contract";
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { DialogForm } from "../brand/dialog-form.tsx";
import { ActivationCodes } from "../keys/activation-result.tsx";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { check } from "../session/fields.ts";
import { type NewOwnActivation, useCreateOwnKey } from "./my-keys.ts";

export function AddSoftwareKeyDialog({ onClose }: { onClose: () => void }) {
  const create = useCreateOwnKey();
  const [name, setName] = useState("");
  const [mistake, setMistake] = useState<string | null>(null);
  const [made, setMade] = useState<NewOwnActivation | null>(null);
  const refusal = refusedOf(create.error);
  const submit = () => {
    const found = check(keyName)(name);
    setMistake(found);
    if (found === null) create.mutate(name.trim(), { onSuccess: setMade });
  };
  if (made) return <OwnActivation made={made} onClose={onClose} />;
  return (
    <DialogForm
      title="Add a browser or a computer"
      action="Add the key"
      busy={create.isPending}
      error={refusal && sentenceOf(refusal)}
      onSubmit={submit}
      onClose={onClose}
    >
      <Text>
        The Hesper extension in a browser fills your log-ins; the command line works on a computer. You get a link and a
        code that activate it once, within 7 days.
      </Text>
      <TextInput
        label="Name"
        description="Such as the computer that it is on"
        placeholder="Laptop"
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
    </DialogForm>
  );
}

/** What is shown once must not be lost by a click beside it. */
export function OwnActivation({ made, onClose }: { made: NewOwnActivation; onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Activate ${made.key.name}`}
      size="lg"
      closeOnClickOutside={false}
      withCloseButton={false}
    >
      <Stack>
        <Text>
          Open the link where the key is to be: the page shows how to go on. Whoever uses it first has the key, so pass
          it to nobody.
        </Text>
        <ActivationCodes activationLink={made.activationLink} activationCode={made.activationCode} />
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
