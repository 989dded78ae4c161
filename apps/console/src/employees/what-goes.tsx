// What goes for good with a person who is deleted, as the server counts it.
import { Stack, Text } from "@mantine/core";
import { deletionWords, keyWords } from "./deletion-words.ts";
import { useDeletion } from "./people.ts";

export function WhatGoes({ employeeId }: { employeeId: string }) {
  const deletion = useDeletion(employeeId);
  return <GoneList items={deletion.data?.items} failed={deletion.isError} />;
}

/** In the question before somebody is deactivated: that does not take the rest from them. */
export function KeysGo({ employeeId }: { employeeId: string }) {
  const deletion = useDeletion(employeeId);
  if (deletion.isError) return <Text c="dimmed">Keys, if there are any, are deactivated and wipe themselves.</Text>;
  const words = keyWords(deletion.data?.items ?? []);
  return words === null ? null : <Text>{words}</Text>;
}

interface ListProps {
  /** Undefined: not known yet. */
  readonly items: Parameters<typeof deletionWords>[0][] | undefined;
  readonly failed: boolean;
}

/** Keeps its place while it is loading, so that the buttons do not jump. */
export function GoneList({ items, failed }: ListProps) {
  if (failed) return <Text c="dimmed">What else goes could not be counted.</Text>;
  if (items?.length === 0) return null;
  return (
    <div>
      <Text fw={550}>These go too:</Text>
      {items === undefined ? (
        <Text c="dimmed">Counting ...</Text>
      ) : (
        <Stack component="ul" gap={2} m={0} ps="lg" aria-label="What goes">
          {items.map((item) => (
            <li key={item.what}>{deletionWords(item)}</li>
          ))}
        </Stack>
      )}
    </div>
  );
}
