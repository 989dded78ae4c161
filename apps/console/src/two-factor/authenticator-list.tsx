// The authenticators of a person: names, when they were added and last used, rename and remove.
import type { Authenticator } from "@hesper/contract";
import { Box, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { exactTime, relativeTime } from "../brand/times.ts";
import { RemoveDialog, RenameDialog } from "./confirm-dialogs.tsx";

type Open = { readonly what: "rename" | "remove"; readonly authenticator: Authenticator } | null;

export function AuthenticatorList({ authenticators }: { authenticators: readonly Authenticator[] }) {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Stack component="ul" gap={0} m={0} p={0} aria-label="Authenticators" style={{ listStyle: "none" }}>
        {authenticators.map((authenticator) => (
          <Row
            key={authenticator.id}
            authenticator={authenticator}
            onOpen={(what) => setOpen({ what, authenticator })}
          />
        ))}
      </Stack>
      {open?.what === "rename" && <RenameDialog {...open.authenticator} onClose={close} />}
      {open?.what === "remove" && <RemoveDialog {...open.authenticator} onClose={close} />}
    </>
  );
}

function Row({ authenticator, onOpen }: { authenticator: Authenticator; onOpen: (what: "rename" | "remove") => void }) {
  const { name, createdAt, lastUsedAt } = authenticator;
  return (
    <Group component="li" justify="space-between" py="sm" style={{ borderTop: "1px solid var(--hesper-line)" }}>
      <Box miw={0}>
        <Text fw={550} style={{ overflowWrap: "anywhere" }}>
          {name}
        </Text>
        <Text size="sm" c="dimmed">
          Added{" "}
          <time dateTime={createdAt} title={exactTime(createdAt)}>
            {relativeTime(createdAt)}
          </time>
          {" · "}
          {lastUsedAt ? (
            <>
              last used{" "}
              <time dateTime={lastUsedAt} title={exactTime(lastUsedAt)}>
                {relativeTime(lastUsedAt)}
              </time>
            </>
          ) : (
            "not used for a log-in yet"
          )}
        </Text>
      </Box>
      <Group gap="xs">
        <Button variant="subtle" size="xs" onClick={() => onOpen("rename")} aria-label={`Rename ${name}`}>
          Rename
        </Button>
        <Button
          variant="subtle"
          size="xs"
          color="red"
          className="hesper-danger"
          onClick={() => onOpen("remove")}
          aria-label={`Remove ${name}`}
        >
          Remove
        </Button>
      </Group>
    </Group>
  );
}
