// Reporting a key lost: asks first, and says what becomes of it and who decides.
import type { KeyKind } from "@hesper/contract";
import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Ask } from "../brand/ask.tsx";
import { type OwnKey, useReportLost } from "./my-keys.ts";
import { lostWords } from "./words.ts";

const afterReport: Readonly<Record<KeyKind, string>> = {
  software: "gets nothing any more, and locks at its next contact.",
  security_key: "opens nothing from now on.",
};

/** @param of as it was seen: what was changed meanwhile is not reported unseen. */
export function LostDialog({ of, onClose }: { of: OwnKey; onClose: () => void }) {
  const report = useReportLost();
  const done = () => {
    const message = `${of.name} ${afterReport[of.kind]}`;
    notifications.show({ color: "teal", title: "Reported lost", message });
    onClose();
  };
  return (
    <Ask
      title={`Report ${of.name} lost`}
      action="Report lost"
      busy={report.isPending}
      error={report.error}
      onConfirm={() => report.mutate(of, { onSuccess: done })}
      onClose={onClose}
    >
      {of.device !== null && (
        <Text size="sm" c="dimmed">
          {of.kind === "software" ? `On ${of.device}` : of.device}
        </Text>
      )}
      {lostWords(of).map((words) => (
        <Text key={words}>{words}</Text>
      ))}
    </Ask>
  );
}
