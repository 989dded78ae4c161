// A secret that was read: what it is for, its code of this moment, and the question whether the app shows the same.
import type { OtpEntry } from "@hesper/otp";
import { Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { LiveCodeView } from "./live-code.tsx";
import { nameOfEntry, type OtpDraft, parametersOf } from "./reading.ts";
import { sentenceOfDoubt } from "./words.ts";

interface Props {
  readonly draft: OtpDraft;
  readonly entry: OtpEntry;
  readonly onChange: (draft: OtpDraft) => void;
  readonly onRemove: () => void;
}

export function ChosenEntry({ draft, entry, onChange, onRemove }: Props) {
  return (
    <Stack gap={6} className="otp-secret-card">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div style={{ minWidth: 0 }}>
          {(entry.issuer !== null || entry.account !== null) && (
            <Text fw={550} truncate>
              {nameOfEntry(entry)}
            </Text>
          )}
          <Text size="sm" c="dimmed">
            {parametersOf(entry)}
          </Text>
        </div>
        <Button variant="default" size="compact-sm" onClick={onRemove} aria-label="Remove the OTP secret">
          Remove
        </Button>
      </Group>
      {entry.doubts.map((doubt) => (
        <Text key={doubt.code} size="sm" role="note">
          {sentenceOfDoubt(doubt)}
        </Text>
      ))}
      <LiveCodeView otp={entry.otp} />
      <Checkbox
        label="The app shows the same code"
        description="Compare it with the authenticator app that has this secret already, or with the site that asks for a code."
        checked={draft.compared}
        onChange={(event) => onChange({ ...draft, compared: event.currentTarget.checked })}
      />
    </Stack>
  );
}
