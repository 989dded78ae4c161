// The third step: what would be created, changed and refused, by row, and carrying it out.
import type { EmployeeImport, ImportOutcome } from "@hesper/contract";
import { Alert, Button, Checkbox, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { counted } from "../brand/times.ts";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { useApplyImport, useDiscardImport } from "./import.ts";
import { PreviewRows } from "./preview-rows.tsx";

const tabs: readonly [ImportOutcome, string][] = [
  ["created", "New"],
  ["changed", "Changed"],
  ["refused", "Refused"],
  ["unchanged", "As known"],
];

export function PreviewCard({ one, onAnother }: { one: EmployeeImport; onAnother: () => void }) {
  const { counts } = one;
  const first = (["refused", "created", "changed", "unchanged"] as const).find((outcome) => counts[outcome] > 0);
  const [outcome, setOutcome] = useState<ImportOutcome>(first ?? "created");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="hesper-card" aria-label="Preview">
      <Stack>
        <div>
          <Title order={2} ref={heading} tabIndex={-1} className="import-heading">
            What would happen
          </Title>
          <Text c="dimmed">
            {one.fileName}: {counted(one.rows, "row")}. {addedWords(one)}
          </Text>
        </div>
        {one.note !== null && (
          <Alert color="yellow" variant="light" role="alert" icon={<IconInfoCircle aria-hidden />}>
            <Text size="sm" c="var(--mantine-color-text)">
              {one.note}
            </Text>
          </Alert>
        )}
        <Apply key={one.preview} one={one} onAnother={onAnother} />
        <SegmentedControl
          role="radiogroup"
          aria-label="Rows that are shown"
          className="import-tabs"
          value={outcome}
          onChange={(value) => setOutcome(value as ImportOutcome)}
          data={tabs.map(([value, label]) => ({ value, label: `${label} (${counts[value].toLocaleString("en")})` }))}
        />
        <PreviewRows one={one} outcome={outcome} />
      </Stack>
    </section>
  );
}

function addedWords({ added }: EmployeeImport): string {
  const parts = [
    [added.companies, "company", "companies"],
    [added.departments, "department", "departments"],
    [added.positions, "position", "positions"],
  ] as const;
  const named = parts.filter(([count]) => count > 0).map(([count, one, many]) => counted(count, one, many));
  return named.length === 0 ? "" : `${named.join(", ")} will be made with them.`;
}

function Apply({ one, onAnother }: { one: EmployeeImport; onAnother: () => void }) {
  const { id, preview, counts } = one;
  const [leaveOut, setLeaveOut] = useState(false);
  const apply = useApplyImport();
  const discard = useDiscardImport();
  const refusal = refusedOf(apply.error ?? discard.error);
  const count = counts.created + counts.changed;
  return (
    <Stack gap="sm">
      {counts.refused > 0 && (
        <Checkbox
          checked={leaveOut}
          onChange={({ currentTarget }) => setLeaveOut(currentTarget.checked)}
          label={`Leave the refused rows out (${counts.refused.toLocaleString("en")})`}
          description="Without this, all rows are imported or none is: correct the file and choose it again."
        />
      )}
      {count === 0 && <Text fw={550}>No row would change anything.</Text>}
      <ErrorMessage>{refusal && sentenceOf(refusal)}</ErrorMessage>
      <Group>
        {count > 0 && (
          <Button
            disabled={counts.refused > 0 && !leaveOut}
            loading={apply.isPending}
            onClick={() => apply.mutate({ id, preview, leaveOutRefused: leaveOut })}
          >
            Import {counted(count, "row")}
          </Button>
        )}
        <Button
          variant="default"
          loading={discard.isPending}
          onClick={() => discard.mutate(id, { onSuccess: onAnother })}
        >
          Discard
        </Button>
      </Group>
    </Stack>
  );
}
