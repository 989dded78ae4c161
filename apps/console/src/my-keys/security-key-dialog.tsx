// Adding a security key by oneself: its name, the touch, and what it opens afterwards.
import type { OwnKey } from "@hesper/contract";
import { Button, Group, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { DialogForm } from "../brand/dialog-form.tsx";
import { passkeysWork } from "../passkeys/ceremonies.ts";
import { AddedKey, noSecurityKeysHere, WhatIsNeeded, WhatToDoNow } from "../security-keys/adding-parts.tsx";
import { useAddSecurityKey } from "../security-keys/use-adding.ts";
import { NameField, useKeyName } from "./name-field.tsx";

export function SecurityKeyDialog({ onClose }: { onClose: () => void }) {
  const { field, name, isRight } = useKeyName({ optional: true });
  const { add, isPending, phase, error } = useAddSecurityKey();
  const [added, setAdded] = useState<OwnKey | null>(null);
  const submit = () => {
    if (isRight() && passkeysWork) add(name === "" ? {} : { name }, { onSuccess: setAdded });
  };
  if (added) {
    return (
      <Modal opened onClose={onClose} title="Your new security key">
        <Stack>
          <AddedKey of={added} />
          <Group justify="flex-end">
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <DialogForm
      title="Add a security key"
      action="Add the security key"
      busy={isPending}
      error={passkeysWork ? error : noSecurityKeysHere}
      onSubmit={submit}
      onClose={onClose}
    >
      <WhatIsNeeded />
      <NameField
        field={field}
        description="So that you tell it from others. Without one it is called “Security key”"
        placeholder="Blue key"
      />
      <WhatToDoNow phase={phase} />
    </DialogForm>
  );
}
