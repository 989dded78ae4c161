// The state of a delivery: a word and a sign each, not by colour alone.
import { Group, Text } from "@mantine/core";
import { IconCircleCheck, IconClock, IconCloudDownload, IconTrash, IconTrashX } from "@tabler/icons-react";
import type { DeliveryStatus } from "./deliveries.ts";
import { statusMeanings, statusNames } from "./words.ts";

const signs: Readonly<Record<DeliveryStatus, { readonly icon: typeof IconClock; readonly color: string }>> = {
  waiting: { icon: IconClock, color: "light-dark(var(--mantine-color-amber-7), var(--mantine-color-amber-4))" },
  queued: { icon: IconCloudDownload, color: "light-dark(var(--mantine-color-night-6), var(--mantine-color-night-3))" },
  delivered: { icon: IconCircleCheck, color: "light-dark(var(--mantine-color-teal-8), var(--mantine-color-teal-4))" },
  removing: { icon: IconTrash, color: "light-dark(var(--mantine-color-amber-7), var(--mantine-color-amber-4))" },
  removed: { icon: IconTrashX, color: "var(--mantine-color-dimmed)" },
};

export function DeliverySign({ status }: { status: DeliveryStatus }) {
  const { icon: Icon, color } = signs[status];
  return <Icon size={18} stroke={1.8} aria-hidden style={{ color, flex: "none" }} />;
}

export function DeliveryState({ status }: { status: DeliveryStatus }) {
  return (
    <Group gap={6} wrap="nowrap" title={statusMeanings[status]}>
      <DeliverySign status={status} />
      <Text size="sm">{statusNames[status]}</Text>
    </Group>
  );
}
