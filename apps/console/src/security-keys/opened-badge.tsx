// In the head of every page while a security key is open, but for that on which it stands anyway.
import { Button, Group, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useSyncExternalStore } from "react";
import { clockWords } from "../brand/countdown.ts";
import { useSession } from "../session/session.ts";
import { closeOpened, forgetOpened, openedLeftMs, subscribeToOpened, useOpenedKey } from "./opened.ts";

export function OpenedBadge() {
  const opened = useOpenedKey();
  const { pathname } = useLocation();
  const person = useSession().data?.user.id;
  // Another person, or nobody: what was open was not theirs.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each change.
  useEffect(() => () => forgetOpened(), [person]);
  if (opened === null || pathname === "/my-accounts") return null;
  return (
    <Group className="hesper-badge" gap="xs" wrap="nowrap" role="group" aria-label="Security key is open">
      <IconKey size={18} stroke={1.7} aria-hidden />
      <Text size="sm" visibleFrom="md">
        Security key open
      </Text>
      <OpenedTime />
      <Button size="compact-sm" variant="default" onClick={closeOpened}>
        Lock
      </Button>
    </Group>
  );
}

/** "9:05" */
export function OpenedTime() {
  const leftMs = useSyncExternalStore(subscribeToOpened, openedLeftMs);
  return (
    <Text
      size="sm"
      fw={600}
      component="span"
      role="timer"
      aria-label="Time left"
      style={{ fontVariantNumeric: "tabular-nums" }}
    >
      {clockWords(leftMs)}
    </Text>
  );
}
