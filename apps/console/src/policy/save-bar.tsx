// The bar at the bottom of the policy page: how much was changed, saving it, taking it back.
import { Button, Group, Text } from "@mantine/core";
import { counted } from "../brand/times.ts";
import type { Draft } from "./draft.ts";

interface Props {
  readonly draft: Draft;
  readonly onSave: () => void;
  /** Asks what somebody else changed meanwhile. */
  readonly onLook: () => void;
}

export function SaveBar({ draft, onSave, onLook }: Props) {
  const { changes, newer, discard } = draft;
  const nothing = changes.length === 0;
  return (
    <Group className="policy-bar" component="section" aria-label="Unsaved changes" justify="space-between" gap="sm">
      <Text role="status" flex="1 1 8rem" fw={nothing ? undefined : 600} c={nothing ? "dimmed" : undefined}>
        {sentence(draft)}
      </Text>
      <Group gap="sm" wrap="nowrap">
        <Button variant="default" disabled={nothing} onClick={discard}>
          Discard
        </Button>
        {newer ? (
          <Button onClick={onLook}>See what they changed</Button>
        ) : (
          <Button disabled={nothing} onClick={onSave}>
            Save
          </Button>
        )}
      </Group>
    </Group>
  );
}

function sentence({ changes, problems, newer }: Draft): string {
  if (changes.length === 0) return "No changes";
  if (newer) return `${counted(changes.length, "change")}; somebody else changed the policy meanwhile`;
  const wrong = Object.keys(problems).length;
  return `${counted(changes.length, "change")}${wrong > 0 ? `, ${wrong} to correct` : ""}`;
}
