// Asks before something is done that cannot be undone; the text names what is lost.
import { Button, Group, Modal, Stack } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { sentenceOf } from "../session/api.ts";
import { isOutdated, refusedOf } from "../session/change.ts";
import { ErrorMessage } from "./messages.tsx";

interface AskProps {
  readonly title: string;
  readonly action: string;
  readonly danger?: boolean;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Ask({ title, action, danger = true, busy, error, onConfirm, onClose, children }: AskProps) {
  const refusal = refusedOf(error);
  const isOver = isOutdated(refusal);
  const close = useRef<HTMLButtonElement>(null);
  // The button that had the focus is gone.
  useEffect(() => {
    if (isOver) close.current?.focus();
  }, [isOver]);
  return (
    <Modal opened onClose={onClose} title={title}>
      <Stack>
        {children}
        <ErrorMessage>{refusal && sentenceOf(refusal)}</ErrorMessage>
        <Group justify="flex-end">
          <Button ref={close} variant="default" onClick={onClose} data-autofocus>
            {isOver ? "Close" : "Cancel"}
          </Button>
          {!isOver && (
            <Button color={danger ? "red.9" : undefined} loading={busy} onClick={onConfirm}>
              {action}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
