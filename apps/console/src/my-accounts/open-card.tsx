// Opening one's accounts with a security key: the button, the countdown while it is open, and what to do without one.
import { Anchor, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconKey, IconLockOpen } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { ErrorMessage, LoadError, LoadingCard } from "../brand/messages.tsx";
import { type OwnKey, useOwnKeys } from "../my-keys/my-keys.ts";
import { passkeysWork } from "../passkeys/ceremonies.ts";
import { closeOpened, type OpenedKey, useWhyClosed } from "../security-keys/opened.ts";
import { OpenedTime } from "../security-keys/opened-badge.tsx";

export function OpenCard({ opened, children }: { opened: OpenedKey | null; children: ReactNode }) {
  const keys = useOwnKeys();
  const heading = useFocusAtChange(opened !== null);
  const items = keys.data?.pages.flatMap((page) => page.items) ?? [];
  if (opened === null && keys.isPending) return <LoadingCard height={132} />;
  if (opened === null && keys.isError && !keys.data) {
    return <LoadError error={keys.error} retry={() => keys.refetch()} />;
  }
  const securityKeys = items.filter(({ kind }) => kind === "security_key");
  return (
    <section className="hesper-card" aria-labelledby="open-with-security-key">
      <Stack gap="sm" align="stretch">
        <Title order={2} size="h4" id="open-with-security-key" ref={heading} tabIndex={-1}>
          {opened ? "Your accounts are open" : "Open with a security key"}
        </Title>
        {opened ? <Open opened={opened} /> : <Closed securityKeys={securityKeys} />}
        {children}
      </Stack>
    </section>
  );
}

/** The button that had the focus is gone: keyboard and screen reader go on where it is said what happened. */
function useFocusAtChange(isOpen: boolean) {
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(isOpen);
  useEffect(() => {
    if (before.current === isOpen) return;
    before.current = isOpen;
    if (document.activeElement === document.body) heading.current?.focus();
  }, [isOpen]);
  return heading;
}

function Open({ opened: { name } }: { opened: OpenedKey }) {
  return (
    <>
      <Text style={{ overflowWrap: "anywhere" }}>
        With {name}. Nothing is kept in this browser. What you copy is cleared from the clipboard after 30 seconds,
        where the browser allows it.
      </Text>
      <Group gap="sm">
        <IconLockOpen size={18} stroke={1.7} aria-hidden />
        <Text size="sm" component="span">
          Open for <OpenedTime />
        </Text>
        <Button variant="default" size="xs" onClick={closeOpened}>
          Lock
        </Button>
      </Group>
    </>
  );
}

function Closed({ securityKeys }: { securityKeys: readonly OwnKey[] }) {
  const why = useWhyClosed();
  if (!securityKeys.some(({ status }) => status === "active")) return <Without securityKeys={securityKeys} />;
  if (!passkeysWork) {
    return (
      <Text>
        This browser does not work with security keys. Use a newer one, or the extension or command line of Hesper.
      </Text>
    );
  }
  return (
    <>
      {why !== "" && <Text role="status">{why}</Text>}
      <Text>
        Touch your security key to see and copy the passwords and codes of your accounts here. They open in this browser
        only, and the server does not see what is in them.
      </Text>
      <OpenButton />
    </>
  );
}

function OpenButton() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const queries = useQueryClient();
  const open = async () => {
    setBusy(true);
    setError("");
    const sentence = await touch();
    // With the touch, what waited for it counts as on the key.
    for (const name of ["accounts", "my-keys"]) void queries.invalidateQueries({ queryKey: [name] });
    // What opened is shown in place of this.
    setBusy(false);
    setError(sentence);
  };
  return (
    <>
      <ErrorMessage>{error}</ErrorMessage>
      <Group>
        <Button loading={busy} leftSection={<IconKey size={16} aria-hidden />} onClick={open}>
          Open with a security key
        </Button>
      </Group>
      {busy && (
        <Text size="sm" c="dimmed" role="status">
          Follow what your browser says, and touch your security key.
        </Text>
      )}
    </>
  );
}

/** @returns what to say; empty: nothing. */
async function touch(): Promise<string> {
  try {
    // Brings the vault.
    const { openSecurityKey } = await import("../security-keys/open.ts");
    const opening = await openSecurityKey();
    return opening.ok ? "" : (opening.sentence ?? "");
  } catch {
    return "This did not work. Check your connection and try again.";
  }
}

function Without({ securityKeys }: { securityKeys: readonly OwnKey[] }) {
  const stopped = securityKeys.find(({ status }) => status === "suspended");
  return (
    <>
      {stopped && (
        <Text style={{ overflowWrap: "anywhere" }}>
          Your security key {stopped.name} is suspended and opens nothing. If you have it, ask an administrator to let
          it go on.
        </Text>
      )}
      <Text>
        With a security key, passwords and codes are shown here, without anything to install. Add one under{" "}
        <Anchor component={Link} to="/my-keys" underline="always">
          My keys
        </Anchor>
        . Without one, the browser extension and the command line of Hesper show them.
      </Text>
    </>
  );
}
