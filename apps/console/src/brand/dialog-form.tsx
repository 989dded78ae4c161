// The frame of the dialogues in which something is made or changed: the form, what went wrong, and the buttons.
import { Button, Group, Modal, Stack } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { ErrorMessage } from "./messages.tsx";

interface Props {
  readonly title: string;
  readonly action: string;
  readonly busy: boolean;
  readonly error: ReactNode;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

export function DialogForm({ title, action, busy, error, onSubmit, onClose, children, wide = false }: Props) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A form inside another dialogue, as that for the passphrase, is not this one.
    event.stopPropagation();
    if (!busy) onSubmit();
  };
  return (
    // A click beside it must not take away what was typed, nor the key that closes the dialogue for the passphrase.
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeOnClickOutside={false}
      closeOnEscape={!busy}
      size={wide ? "lg" : "md"}
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          {children}
          <ErrorMessage>{error}</ErrorMessage>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
