// Before a change of the policy is saved: what it will do, and to how many people.
import type { PolicyEffect } from "@hesper/contract";
import { Button, Group, Modal, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { ErrorMessage, LoadError, LoadingCard } from "../brand/messages.tsx";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { bodyOfChanges, type Draft } from "./draft.ts";
import { effectSentence, isDangerous } from "./effects.ts";
import { type Field, isField, settings, words } from "./fields.ts";
import { usePolicyPreview } from "./policy.ts";

interface Props {
  readonly draft: Draft;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function PreviewDialog({ draft, busy, error, onConfirm, onClose }: Props) {
  const preview = usePolicyPreview(bodyOfChanges(draft));
  const refusal = refusedOf(error);
  const effects = preview.data?.effects ?? [];
  return (
    <Modal opened onClose={onClose} title="What this will do" size="lg">
      <Stack>
        {preview.isPending && <LoadingCard height={72 * draft.changes.length} />}
        {preview.isError && <LoadError error={preview.error} retry={() => preview.refetch()} />}
        {preview.data && <Changes draft={draft} effects={effects} />}
        <ErrorMessage>{refusal && refusal.code !== "conflict" ? sentenceOf(refusal) : ""}</ErrorMessage>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button
            color={effects.some(isDangerous) ? "red.9" : undefined}
            loading={busy}
            disabled={!preview.data}
            onClick={onConfirm}
          >
            Change the policy
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Changes({ draft: { seen, values, changes }, effects }: { draft: Draft; effects: readonly PolicyEffect[] }) {
  const effectsOf = (field: Field) => effects.filter(({ setting }) => setting === field);
  const others = effects.filter(({ setting }) => !isField(setting) || !changes.includes(setting));
  return (
    <Stack component="ul" gap="md" m={0} p={0} aria-label="Changes" style={{ listStyle: "none" }}>
      {changes.map((field) => (
        <li key={field} className="policy-change">
          <Text size="sm" c="dimmed">
            {settings[field].label}
          </Text>
          <FromTo field={field} from={seen[field]} to={values[field]} />
          {effectsOf(field).map((effect) => (
            <Effect key={effect.text} effect={effect} />
          ))}
        </li>
      ))}
      {others.map((effect) => (
        <li key={effect.text} className="policy-change">
          <Effect effect={effect} />
        </li>
      ))}
    </Stack>
  );
}

/** "30 minutes -> 15 minutes". */
export function FromTo({ field, from, to }: { field: Field; from: string | number; to: string | number }) {
  return (
    <Text fw={600} style={{ overflowWrap: "anywhere" }}>
      {words(field, from)} <span aria-hidden>→</span>
      <VisuallyHidden> becomes </VisuallyHidden> {words(field, to)}
    </Text>
  );
}

function Effect({ effect }: { effect: PolicyEffect }) {
  const dangerous = isDangerous(effect);
  const Icon = dangerous ? IconAlertTriangle : IconInfoCircle;
  return (
    <Group gap={8} wrap="nowrap" align="flex-start" className={dangerous ? "policy-danger" : undefined} mt={4}>
      <Icon size={18} aria-hidden style={{ flex: "none", marginTop: 3 }} />
      <Text fw={dangerous ? 600 : undefined}>{effectSentence(effect)}</Text>
    </Group>
  );
}
