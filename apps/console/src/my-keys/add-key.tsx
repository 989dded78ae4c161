// What one may add by oneself, as the policy allows it.
import type { AddableKeys } from "@hesper/contract";
import { Button, Group, Text } from "@mantine/core";
import { IconDeviceLaptop, IconKey } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { AddSoftwareKeyDialog } from "./add-software-dialog.tsx";

// With it comes the vault, which nobody needs who only looks.
const AddSecurityKeyDialog = lazy(async () => ({
  default: (await import("../security-keys/add-dialog.tsx")).AddSecurityKeyDialog,
}));

export function AddKey({ allowed, onClosed }: { allowed: AddableKeys; onClosed: () => void }) {
  const [open, setOpen] = useState<"security_key" | "software" | null>(null);
  const close = () => {
    setOpen(null);
    onClosed();
  };
  if (allowed === "none") return <Text c="dimmed">Administrators add keys here. Ask one, and you get a link.</Text>;
  return (
    <>
      <Group gap="xs">
        <Button leftSection={<IconKey size={18} aria-hidden />} onClick={() => setOpen("security_key")}>
          Add a security key
        </Button>
        {allowed === "all" && (
          <Button
            variant="default"
            leftSection={<IconDeviceLaptop size={18} aria-hidden />}
            onClick={() => setOpen("software")}
          >
            Add a browser or a computer
          </Button>
        )}
      </Group>
      {open === "security_key" && (
        <Suspense>
          <AddSecurityKeyDialog activationCode={null} onClose={close} />
        </Suspense>
      )}
      {open === "software" && <AddSoftwareKeyDialog onClose={close} />}
    </>
  );
}
