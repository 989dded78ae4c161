// The page "My keys": one's own keys, what each holds, and what was done to them lately.
import { Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { useKeptFocus } from "../brand/kept-focus.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { ShowMore } from "../brand/show-more.tsx";
import { EventsCard } from "./events-card.tsx";
import { KeyCard } from "./key-card.tsx";
import { LostDialog } from "./lost-dialog.tsx";
import { type OwnKey, useOwnKeys } from "./my-keys.ts";
import "../keys/keys.css";

export function MyKeysPage() {
  useTitle("My keys");
  const keys = useOwnKeys();
  const [lost, setLost] = useState<OwnKey | null>(null);
  const { heading, keepFocus } = useKeptFocus();
  const items = keys.data?.pages.flatMap((page) => page.items) ?? [];
  const close = () => {
    setLost(null);
    keepFocus();
  };
  return (
    <Stack>
      <div>
        <Title order={1} ref={heading} tabIndex={-1}>
          My keys
        </Title>
        <Text c="dimmed">A key holds your accounts and shows their passwords and codes. Lost one? Report it here.</Text>
      </div>
      {keys.isPending && <LoadingCard height={160} />}
      {keys.isError && !keys.data && <LoadError error={keys.error} retry={() => keys.refetch()} />}
      {keys.data && items.length === 0 && <None />}
      {items.map((key) => (
        <KeyCard key={key.id} of={key} onLost={() => setLost(key)} />
      ))}
      <ShowMore list={keys} />
      <EventsCard />
      {lost && <LostDialog of={lost} onClose={close} />}
    </Stack>
  );
}

function None() {
  return (
    <section className="hesper-card" aria-label="No keys">
      <Text fw={550}>You have no key yet</Text>
      <Text c="dimmed">Ask an administrator to add one. You get a link that activates it.</Text>
    </section>
  );
}
