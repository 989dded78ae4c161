// One of one's own keys: how it stands with it, what it holds, and reporting it lost.
import { Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { KeyStatus } from "../keys/status.tsx";
import { LastContact } from "../keys/table.tsx";
import { accountWords } from "../keys/words.ts";
import { Holdings } from "./holdings.tsx";
import type { OwnKey } from "./my-keys.ts";
import { canBeReported, ownMeaning } from "./words.ts";

export function KeyCard({ of, onLost }: { of: OwnKey; onLost: () => void }) {
  const [open, { toggle }] = useDisclosure();
  const accounts = accountWords(of.accounts);
  const [title, holdings] = [`my-key-${of.id}`, `my-key-holdings-${of.id}`];
  return (
    <section className="hesper-card" aria-labelledby={title}>
      <Stack gap="sm">
        <Group gap="xs" style={{ overflowWrap: "anywhere" }}>
          <Title order={2} id={title}>
            {of.name}
          </Title>
          <KeyStatus {...of} />
        </Group>
        <Text>{ownMeaning(of, Date.now())}</Text>
        {of.activatedAt !== null && (
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {of.device}, last contact <LastContact of={of} />
          </Text>
        )}
        {of.fingerprint !== null && (
          <Text size="sm" c="dimmed" component="div" style={{ overflowWrap: "anywhere" }}>
            Fingerprint, as the key shows it too: <Code>{of.fingerprint}</Code>
          </Text>
        )}
        {accounts !== "" && <Text size="sm">Accounts: {accounts}</Text>}
        <Group gap="xs">
          {of.activatedAt !== null && (
            <Button variant="default" size="xs" onClick={toggle} aria-expanded={open} aria-controls={holdings}>
              What it holds
            </Button>
          )}
          {canBeReported(of) && (
            <Button variant="subtle" color="red" className="hesper-danger" size="xs" onClick={onLost}>
              Report lost
            </Button>
          )}
        </Group>
        <div id={holdings} hidden={!open}>
          {open && <Holdings of={of} />}
        </div>
      </Stack>
    </section>
  );
}
