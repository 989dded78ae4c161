// Asks before a page is left on which something was typed and not saved.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";

interface Props {
  /** What would be lost: "2 changes of the policy"; null: nothing. */
  readonly losing: string | null;
}

export function LeaveDialog({ losing }: Props) {
  const blocker = useBlocker({
    // After the session has ended, the way to the log-in is free: nothing could be saved any more.
    shouldBlockFn: ({ current, next }) => next.pathname !== current.pathname && next.pathname !== "/log-in",
    enableBeforeUnload: true,
    disabled: losing === null,
    withResolver: true,
  });
  if (blocker.status !== "blocked") return null;
  return (
    <Modal opened onClose={blocker.reset} title="Leave without saving?">
      <Stack>
        <Text>{losing} would be lost. Nothing of it is saved yet.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={blocker.proceed}>
            Leave
          </Button>
          <Button onClick={blocker.reset} data-autofocus>
            Stay
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
