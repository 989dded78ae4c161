// How it stands with a key: a word each, not by colour alone, and why.
import type { Key } from "@hesper/contract";
import { Badge, Text } from "@mantine/core";
import { hasActivationEnded, reasonNames, statusNames } from "./words.ts";

const colors: Readonly<Record<Key["status"], string>> = {
  reserved: "night",
  active: "teal",
  locked: "amber",
  suspended: "amber",
  deactivated: "gray",
  compromised: "red",
};

type Props = Pick<Key, "status" | "reason" | "activation">;

export function KeyStatus({ status, reason, activation }: Props) {
  return (
    <>
      <Badge
        variant="light"
        color={colors[status]}
        tt="none"
        c={status === "deactivated" || status === "compromised" ? "var(--mantine-color-text)" : undefined}
      >
        {statusNames[status]}
      </Badge>
      <Why status={status} reason={reason} activation={activation} />
    </>
  );
}

function Why({ status, reason, activation }: Props) {
  const isOver = status === "reserved" && hasActivationEnded({ activation }, Date.now());
  const words = reason === null ? isOver && "Link has ended" : reasonNames[reason];
  return words ? (
    <Text size="sm" c="dimmed">
      {words}
    </Text>
  ) : null;
}
