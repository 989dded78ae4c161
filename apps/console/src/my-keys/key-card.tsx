// One of one's own keys: how it stands with it, what it holds, and reporting it lost.
import { Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { KeyStatus } from "../keys/status.tsx";
import { LastContact } from "../keys/table.tsx";
import { accountWords } from "../keys/words.ts";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { OwnActivation } from "./add-software-dialog.tsx";
import { Holdings } from "./holdings.tsx";
import { type NewOwnActivation, type OwnKey, useRenewOwnActivation } from "./my-keys.ts";
import { canBeReported, ownMeaning } from "./words.ts";

interface Props {
  readonly of: OwnKey;
  /** Whether the policy lets one make another link for a key that was not activated. */
  readonly mayRenew: boolean;
  readonly onLost: () => void;
}

export function KeyCard({ of, mayRenew, onLost }: Props) {
  const renew = useRenewOwnActivation();
  const [made, setMade] = useState<NewOwnActivation | null>(null);
  const isSecurityKey = of.kind === "security_key";
  const refusal = refusedOf(renew.error);
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
            {of.device}, {isSecurityKey ? "last used" : "last contact"} <LastContact of={of} />
          </Text>
        )}
        {of.fingerprint !== null && (
          <Text size="sm" c="dimmed" component="div" style={{ overflowWrap: "anywhere" }}>
            {isSecurityKey ? "Fingerprint" : "Fingerprint, as the key shows it too"}: <Code>{of.fingerprint}</Code>
          </Text>
        )}
        {accounts !== "" && <Text size="sm">Accounts: {accounts}</Text>}
        <Group gap="xs">
          {of.status === "reserved" && mayRenew && (
            <Button
              variant="default"
              size="xs"
              loading={renew.isPending}
              onClick={() => renew.mutate(of.id, { onSuccess: setMade })}
            >
              Make a new link
            </Button>
          )}
          {of.activatedAt !== null && (
            <Button variant="default" size="xs" onClick={toggle} aria-expanded={open} aria-controls={holdings}>
              {isSecurityKey ? "What it opens" : "What it holds"}
            </Button>
          )}
          {canBeReported(of) && (
            <Button variant="subtle" color="red" className="hesper-danger" size="xs" onClick={onLost}>
              Report lost
            </Button>
          )}
        </Group>
        <ErrorMessage>{refusal && sentenceOf(refusal)}</ErrorMessage>
        {made && <OwnActivation made={made} onClose={() => setMade(null)} />}
        <div id={holdings} hidden={!open}>
          {open && <Holdings of={of} />}
        </div>
      </Stack>
    </section>
  );
}
