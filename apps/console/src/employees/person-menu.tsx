// The menu of one person: what an administrator can do to them.
import type { Person } from "@hesper/contract";
import { ActionIcon, Button, Menu } from "@mantine/core";
import {
  IconChevronDown,
  IconDots,
  IconLifebuoy,
  IconMailForward,
  IconMailOff,
  IconMailPlus,
  IconPassword,
  IconTrash,
  IconUserCheck,
  IconUserCog,
  IconUserOff,
} from "@tabler/icons-react";
import { type Action, actionsFor } from "./actions.ts";

const items: Record<Action, { readonly label: string; readonly icon: typeof IconDots; readonly danger?: boolean }> = {
  change_role: { label: "Change role", icon: IconUserCog },
  invite: { label: "Invite to log in", icon: IconMailPlus },
  resend_invitation: { label: "Send the invitation again", icon: IconMailForward },
  password_link: { label: "Send a password link", icon: IconPassword },
  temporary_pass: { label: "Issue a temporary pass", icon: IconLifebuoy },
  reactivate: { label: "Reactivate", icon: IconUserCheck },
  deactivate: { label: "Deactivate", icon: IconUserOff, danger: true },
  withdraw_invitation: { label: "Withdraw the invitation", icon: IconMailOff, danger: true },
  delete: { label: "Delete", icon: IconTrash, danger: true },
};

interface Props {
  readonly person: Person;
  readonly me: string;
  readonly onAct: (action: Action) => void;
  /** Whether the button says "Actions"; else there are three dots, as in a row. */
  readonly labelled?: boolean;
}

export function PersonMenu({ person, me, onAct, labelled = false }: Props) {
  const actions = actionsFor(person, me);
  const harmless = actions.filter((action) => !items[action].danger);
  const dangerous = actions.filter((action) => items[action].danger);
  const draw = (action: Action) => {
    const { label, icon: Icon, danger } = items[action];
    return (
      <Menu.Item
        key={action}
        leftSection={<Icon size={16} aria-hidden />}
        className={danger ? "people-danger" : undefined}
        onClick={() => onAct(action)}
      >
        {label}
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
          <ActionIcon variant="subtle" color="gray" size={36} aria-label={`Actions for ${person.name}`}>
            <IconDots size={20} aria-hidden />
          </ActionIcon>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {harmless.map(draw)}
        {dangerous.length > 0 && <Menu.Divider />}
        {dangerous.map(draw)}
      </Menu.Dropdown>
    </Menu>
  );
}
