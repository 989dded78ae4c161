// One of one's own keys: how it stands with it, what it holds, and reporting it lost.
import { Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { DeviceAndContact } from "../keys/device.tsx";
import { KeyStatus } from "../keys/status.tsx";
import { accountWords } from "../keys/words.ts";
import { Holdings } from "./holdings.tsx";
import type { OwnKey } from "./my-keys.ts";
import { canBeReported, holdsWords, ownMeaning } from "./words.ts";

interface Props {
  readonly of: OwnKey;
  /** Whether the policy lets its owner make another link. */
  readonly renewable: boolean;
  readonly onAct: (act: "lost" | "renew") => void;
}

export function KeyCard({ of, renewable, onAct }: Props) {
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
        <Text>{ownMeaning(of, { nowMs: Date.now(), renewable })}</Text>
        {of.activatedAt !== null && (
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            <DeviceAndContact of={of} />
          </Text>
        )}
        {of.fingerprint !== null && (
          <Text size="sm" c="dimmed" component="div" style={{ overflowWrap: "anywhere" }}>
            {of.kind === "software" ? "Fingerprint, as the key shows it too" : "Fingerprint"}:{" "}
            <Code>{of.fingerprint}</Code>
          </Text>
        )}
        {accounts !== "" && <Text size="sm">Accounts: {accounts}</Text>}
        <Group gap="xs">
          {of.activatedAt !== null && (
            <Button variant="default" size="xs" onClick={toggle} aria-expanded={open} aria-controls={holdings}>
              {holdsWords[of.kind]}
            </Button>
          )}
          {of.status === "reserved" && renewable && (
            <Button variant="default" size="xs" onClick={() => onAct("renew")}>
              Make a new link
            </Button>
          )}
          {canBeReported(of) && (
            <Button variant="subtle" color="red" className="hesper-danger" size="xs" onClick={() => onAct("lost")}>
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
