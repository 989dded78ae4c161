// In the head of every page while the organisation key is unlocked: how long still, and a button that locks it.
import { Button, Group, Text } from "@mantine/core";
import { IconLockOpen } from "@tabler/icons-react";
import { useEffect, useSyncExternalStore } from "react";
import { clockWords } from "../brand/countdown.ts";
import { useSession } from "../session/session.ts";
import { lockAll, subscribe, timeLeftMs } from "./unlocked.ts";

export function UnlockedBadge() {
  const leftMs = useSyncExternalStore(subscribe, timeLeftMs);
  const person = useSession().data?.user.id;
  // Another person, or nobody: what was unlocked was not theirs.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each change.
  useEffect(() => lockAll, [person]);
  if (leftMs === 0) return null;
  return (
    <Group className="hesper-badge" gap="xs" wrap="nowrap" role="group" aria-label="Organisation key is unlocked">
      <IconLockOpen size={18} stroke={1.7} aria-hidden />
      <Text size="sm" visibleFrom="md">
        Organisation key unlocked
      </Text>
      <Text size="sm" fw={600} role="timer" aria-label="Time left" style={{ fontVariantNumeric: "tabular-nums" }}>
        {clockWords(leftMs)}
      </Text>
      <Button size="compact-sm" variant="default" onClick={lockAll}>
        Lock
      </Button>
    </Group>
  );
}
