// Gives a thing of the person another name.
import type { Refused } from "@hesper/contract/client";
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { sentenceOf } from "../session/api.ts";

interface Props {
  readonly title: string;
  readonly name: string;
  readonly busy: boolean;
  readonly refusal: Refused | null;
  readonly onSave: (name: string) => void;
  readonly onClose: () => void;
}

export function RenameForm({ title, name, busy, refusal, onSave, onClose }: Props) {
  const [wanted, setWanted] = useState(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSave(wanted);
  };
  return (
    <Modal opened onClose={onClose} title={title}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            label="Name"
            value={wanted}
            maxLength={128}
            onChange={(event) => setWanted(event.currentTarget.value)}
            error={refusal && sentenceOf(refusal)}
            errorProps={{ role: "alert" }}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
