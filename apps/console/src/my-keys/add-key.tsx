// What one may add to one's keys by oneself, as the policy has it.
import type { AddableKeys, KeyKind } from "@hesper/contract";
import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconDeviceLaptop, IconKey } from "@tabler/icons-react";

interface Props {
  readonly mayAdd: AddableKeys;
  readonly onAdd: (kind: KeyKind) => void;
}

export function AddKey({ mayAdd, onAdd }: Props) {
  if (mayAdd === "none") return null;
  if (mayAdd === "security_keys") {
    return (
      <Button flex="none" leftSection={<IconKey size={16} aria-hidden />} onClick={() => onAdd("security_key")}>
        Add a security key
      </Button>
    );
  }
  return (
    <Menu position="bottom-end" width={280} withInitialFocusPlaceholder={false} shadow="md">
      <Menu.Target>
        <Button flex="none" rightSection={<IconChevronDown size={16} aria-hidden />}>
          Add a key
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => onAdd("security_key")}>
          Security key
        </Menu.Item>
        <Menu.Item leftSection={<IconDeviceLaptop size={16} aria-hidden />} onClick={() => onAdd("software")}>
          In a browser or on a computer
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
