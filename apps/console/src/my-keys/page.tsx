// The page "My keys": one's own keys, what each holds, and what was done to them lately.
import type { AddableKeys } from "@hesper/contract";
import { Box, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { useKeptFocus } from "../brand/kept-focus.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { ShowMore } from "../brand/show-more.tsx";
import { AddKey } from "./add-key.tsx";
import { EventsCard } from "./events-card.tsx";
import { KeyCard } from "./key-card.tsx";
import { LostDialog } from "./lost-dialog.tsx";
import { type OwnKey, useOwnKeys } from "./my-keys.ts";
import { SecurityKeyDialog } from "./security-key-dialog.tsx";
import { RenewOwnDialog, SoftwareKeyDialog } from "./software-key-dialogs.tsx";
import { whoAdds } from "./words.ts";
import "../keys/keys.css";

type Open = "security_key" | "software" | { readonly act: "lost" | "renew"; readonly of: OwnKey } | null;

export function MyKeysPage() {
  useTitle("My keys");
  const keys = useOwnKeys();
  // A key as it was when the dialogue was opened.
  const [open, setOpen] = useState<Open>(null);
  const { heading, keepFocus } = useKeptFocus();
  const items = keys.data?.pages.flatMap((page) => page.items) ?? [];
  const close = () => {
    setOpen(null);
    keepFocus();
  };
  // As the latest answer has it.
  const mayAdd = keys.data?.pages[0]?.mayAdd;
  return (
    <Stack>
      <Group justify="space-between" align="flex-start">
        <Box flex="1 1 280px">
          <Title order={1} ref={heading} tabIndex={-1}>
            My keys
          </Title>
          <Text c="dimmed">
            A key holds your accounts and shows their passwords and codes. Lost one? Report it here.
          </Text>
          {mayAdd && <Text c="dimmed">{whoAdds(mayAdd)}</Text>}
        </Box>
        {mayAdd && <AddKey mayAdd={mayAdd} onAdd={setOpen} />}
      </Group>
      {keys.isPending && <LoadingCard height={160} />}
      {keys.isError && !keys.data && <LoadError error={keys.error} retry={() => keys.refetch()} />}
      {mayAdd && items.length === 0 && <None mayAdd={mayAdd} />}
      {items.map((key) => (
        <KeyCard key={key.id} of={key} renewable={mayAdd === "all"} onAct={(act) => setOpen({ act, of: key })} />
      ))}
      <ShowMore list={keys} />
      <EventsCard />
      {open !== null && <Dialog open={open} onClose={close} />}
    </Stack>
  );
}

function Dialog({ open, onClose }: { open: NonNullable<Open>; onClose: () => void }) {
  if (open === "security_key") return <SecurityKeyDialog onClose={onClose} />;
  if (open === "software") return <SoftwareKeyDialog onClose={onClose} />;
  const { act, of } = open;
  return act === "lost" ? <LostDialog of={of} onClose={onClose} /> : <RenewOwnDialog of={of} onClose={onClose} />;
}

function None({ mayAdd }: { mayAdd: AddableKeys }) {
  return (
    <section className="hesper-card" aria-label="No keys">
      <Text fw={550}>You have no key yet</Text>
      <Text c="dimmed">
        {mayAdd === "none"
          ? "Ask an administrator to add one. You get a link that activates it."
          : "Add one: with it, your accounts reach you."}
      </Text>
    </section>
  );
}
