// The keys of an employee: adding one, and what can be done to each.
import type { Key } from "@hesper/contract";
import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useKeptFocus } from "../brand/kept-focus.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { ShowMore } from "../brand/show-more.tsx";
import type { Action } from "../keys/actions.ts";
import { AddKeyDialog } from "../keys/add-dialog.tsx";
import { DeviceAndContact } from "../keys/device.tsx";
import { KeyDialog } from "../keys/key-dialog.tsx";
import { useKeysOf } from "../keys/keys.ts";
import { KeyMenu } from "../keys/menu.tsx";
import { KeyStatus } from "../keys/status.tsx";
import { accountWords } from "../keys/words.ts";
import { SectionCard } from "./card.tsx";
import type { SectionProps } from "./section.ts";
import "../keys/keys.css";

type Open = "add" | { readonly action: Action; readonly of: Key } | null;

export function KeysSection({ person, acts }: SectionProps) {
  const keys = useKeysOf(person.id);
  const [open, setOpen] = useState<Open>(null);
  const { heading, keepFocus } = useKeptFocus();
  const items = keys.data?.pages.flatMap((page) => page.items) ?? [];
  const close = () => {
    setOpen(null);
    keepFocus();
  };
  const add = (
    <Button variant="default" size="xs" onClick={() => setOpen("add")}>
      Add a key
    </Button>
  );
  return (
    <SectionCard title="Keys" action={acts && person.status !== "deactivated" && add} heading={heading}>
      {keys.isPending && <LoadingCard height={64} />}
      {keys.isError && !keys.data && <LoadError error={keys.error} retry={() => keys.refetch()} />}
      {keys.data && items.length === 0 && (
        <Text c="dimmed">None yet: a key holds the accounts and shows their codes.</Text>
      )}
      {items.length > 0 && (
        <ul className="key-rows" aria-label="Keys">
          {items.map((key) => (
            <Row key={key.id} of={key} onAct={acts ? (action) => setOpen({ action, of: key }) : null} />
          ))}
        </ul>
      )}
      <ShowMore list={keys} />
      {open === "add" && <AddKeyDialog employee={person} onClose={close} />}
      {open !== null && open !== "add" && <KeyDialog {...open} onClose={close} />}
    </SectionCard>
  );
}

function Row({ of, onAct }: { of: Key; onAct: ((action: Action) => void) | null }) {
  const accounts = accountWords(of.accounts);
  return (
    <li>
      <Stack gap={2}>
        <Group gap="xs">
          <Anchor renderRoot={(props) => <Link {...props} to="/keys/$keyId" params={{ keyId: of.id }} />}>
            {of.name}
          </Anchor>
          <KeyStatus {...of} />
        </Group>
        <Text size="sm" c="dimmed">
          {of.activatedAt !== null && <DeviceAndContact of={of} />}
          {of.activatedAt === null && "Not activated yet"}
        </Text>
        {accounts !== "" && <Text size="sm">{accounts}</Text>}
      </Stack>
      {onAct && <KeyMenu of={of} onAct={onAct} />}
    </li>
  );
}
