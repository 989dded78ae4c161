// An export of Google Authenticator: which QR codes of it are there, and which of its accounts is wanted.
import type { MigrationCollection, OtpEntry } from "@hesper/otp";
import { Button, Group, Radio, Stack, Text } from "@mantine/core";
import { counted } from "../brand/times.ts";
import { nameOfEntry } from "./reading.ts";
import { troubleOf } from "./words.ts";

interface Props {
  readonly collection: MigrationCollection;
  readonly onChoose: (entry: OtpEntry) => void;
  readonly onCancel: () => void;
}

export function MigrationChoice({ collection: { entries, size, missing, mayBeCut }, onChoose, onCancel }: Props) {
  const choose = (index: string) => {
    const entry = entries[Number(index)];
    if (entry && "otp" in entry) onChoose(entry);
  };
  return (
    <Stack gap="xs" className="otp-secret-card">
      <Radio.Group
        label={`This is an export of ${counted(entries.length, "account")}. Which one is it for?`}
        description={missing.length > 0 ? missingSentence(size, missing) : undefined}
        onChange={choose}
      >
        <Stack gap={6} mt="xs">
          {entries.map((entry, index) => (
            <Radio
              // biome-ignore lint/suspicious/noArrayIndexKey: two accounts of an export may have one name.
              key={index}
              value={String(index)}
              label={nameOfEntry(entry)}
              disabled={!("otp" in entry)}
              description={"otp" in entry ? undefined : troubleOf(entry.refusal).sentence}
            />
          ))}
        </Stack>
      </Radio.Group>
      {mayBeCut && (
        <Text size="sm" c="dimmed">
          The export does not say how many it should have: if yours is missing, copy it again.
        </Text>
      )}
      <Group>
        <Button variant="default" size="xs" onClick={onCancel}>
          Begin again
        </Button>
      </Group>
    </Stack>
  );
}

function missingSentence(size: number, missing: readonly number[]): string {
  const which = `${missing.length === 1 ? "number" : "numbers"} ${missing.join(", ")}`;
  return `It has ${size} QR codes; ${which} may be pasted, dropped or scanned as well.`;
}
