// Somebody else changed the policy while something was typed here: what they changed, and going on from there.
import type { Policy } from "@hesper/contract";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { LoadingCard } from "../brand/messages.tsx";
import type { Draft } from "./draft.ts";
import { fields, settings, words } from "./fields.ts";
import { FromTo } from "./preview-dialog.tsx";

export function MeanwhileDialog({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const rebase = () => {
    draft.rebase();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title="Somebody else changed the policy meanwhile" size="lg">
      <Stack>
        <Text>What you typed is still here, and not saved. Load their version to go on from there.</Text>
        {draft.newer ? <Theirs draft={draft} newer={draft.newer} /> : <LoadingCard height={72} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button onClick={rebase} disabled={!draft.newer} data-autofocus>
            Load their version, keep my changes
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Theirs({ draft: { seen, values, changes }, newer }: { draft: Draft; newer: Policy }) {
  const theirs = fields.filter((field) => newer[field] !== seen[field]);
  if (theirs.length === 0) return <Text>Everything is as it was before: it was changed and changed back.</Text>;
  return (
    <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: "none" }} aria-label="What they changed">
      {theirs.map((field) => (
        <li key={field} className="policy-change">
          <Text size="sm" c="dimmed">
            {settings[field].label}
          </Text>
          <FromTo field={field} from={seen[field]} to={newer[field]} />
          {changes.includes(field) && <Text size="sm">You typed: {words(field, values[field])}</Text>}
        </li>
      ))}
    </Stack>
  );
}
