// The menu of one key: what can be done to it now.
import type { Key } from "@hesper/contract";
import { ActionIcon, Button, Menu } from "@mantine/core";
import {
  IconChevronDown,
  IconDots,
  IconLink,
  IconLockOpen,
  IconPencil,
  IconPlayerPause,
  IconPower,
  IconShieldX,
  IconTrash,
} from "@tabler/icons-react";
import { type Action, actionsFor } from "./actions.ts";
import { actionName } from "./words.ts";

const icons: Readonly<Record<Action, typeof IconDots>> = {
  renew: IconLink,
  active: IconLockOpen,
  suspended: IconPlayerPause,
  edit: IconPencil,
  deactivated: IconPower,
  compromised: IconShieldX,
  delete: IconTrash,
};
const dangerous: readonly Action[] = ["deactivated", "compromised", "delete"];
const order = Object.keys(icons) as Action[];

export function labelOf(action: Action, key: Key): string {
  if (action === "renew") return "Make a new link";
  if (action === "edit") return "Edit name and policy";
  return action === "delete" ? "Delete" : actionName(key.status, action);
}

interface Props {
  /** Called so because `key` is React's. */
  readonly of: Key;
  readonly onAct: (action: Action) => void;
  /** Whether the button says "Actions"; else there are three dots, as in a row. */
  readonly labelled?: boolean;
}

export function KeyMenu({ of, onAct, labelled = false }: Props) {
  const offered = actionsFor(of);
  if (offered.length === 0) return null;
  const actions = order.filter((action) => offered.includes(action));
  const harmless = actions.filter((action) => !dangerous.includes(action));
  const harmful = actions.filter((action) => dangerous.includes(action));
  const draw = (action: Action) => {
    const Icon = icons[action];
    return (
      <Menu.Item
        key={action}
        leftSection={<Icon size={16} aria-hidden />}
        className={dangerous.includes(action) ? "key-danger" : undefined}
        onClick={() => onAct(action)}
      >
        {labelOf(action, of)}
      </Menu.Item>
    );
  };
  return (
    <Menu position="bottom-end" width={240} withInitialFocusPlaceholder={false} shadow="md">
      <Menu.Target>
        {labelled ? (
          <Button variant="default" flex="none" rightSection={<IconChevronDown size={16} aria-hidden />}>
            Actions
          </Button>
        ) : (
          <ActionIcon variant="subtle" color="gray" size={36} aria-label={`Actions for ${of.name}`}>
            <IconDots size={20} aria-hidden />
          </ActionIcon>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {harmless.map(draw)}
        {harmless.length > 0 && harmful.length > 0 && <Menu.Divider />}
        {harmful.map(draw)}
      </Menu.Dropdown>
    </Menu>
  );
}
