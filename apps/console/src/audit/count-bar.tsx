// How many events fit, live, and how many came since the list was loaded; it keeps its place, so that nothing jumps.
import { Button, Group, Text } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import type { Ref } from "react";
import { countWords } from "./words.ts";

interface Props {
  readonly ref: Ref<HTMLDivElement>;
  /** Empty: not counted yet. */
  readonly words: string;
  readonly live: boolean;
  readonly fresh: { readonly count: number; readonly exact: boolean } | undefined;
  readonly onShow: () => void;
}

export function CountBar({ ref, words, live, fresh, onShow }: Props) {
  return (
    <Group ref={ref} tabIndex={-1} className="audit-count" justify="space-between" wrap="nowrap" gap="sm">
      <Text component="div">
        <Text span fw={600} role="status">
          {words || "Counting ..."}
        </Text>
        <Text span size="sm" c="dimmed" visibleFrom="xs">
          {live ? " · counted live" : " · waiting until you are back"}
        </Text>
      </Text>
      <div role="status">
        {fresh && fresh.count > 0 && (
          <Button size="xs" leftSection={<IconArrowUp size={14} aria-hidden />} onClick={onShow}>
            {countWords(fresh, "new event")}
          </Button>
        )}
      </div>
    </Group>
  );
}
