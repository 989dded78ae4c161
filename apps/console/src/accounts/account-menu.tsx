// The menu of one account: separate actions, as each asks for something else.
import { ActionIcon, Menu } from "@mantine/core";
import {
  IconDevices,
  IconDots,
  IconEye,
  IconKey,
  IconNote,
  IconPencil,
  IconShieldLock,
  IconTrash,
  IconUserMinus,
} from "@tabler/icons-react";
import type { Account } from "./accounts.ts";

export type AccountAction =
  | "show_password"
  | "show_otp"
  | "show_notes"
  | "show_keys"
  | "edit"
  | "edit_password"
  | "edit_otp"
  | "edit_notes"
  | "take"
  | "delete";

const items: Record<AccountAction, { readonly label: string; readonly icon: typeof IconDots }> = {
  show_password: { label: "Show the password", icon: IconEye },
  show_otp: { label: "Show the code", icon: IconEye },
  show_notes: { label: "Show the notes", icon: IconEye },
  show_keys: { label: "Keys and delivery", icon: IconDevices },
  edit: { label: "Edit", icon: IconPencil },
  edit_password: { label: "Edit password", icon: IconKey },
  edit_otp: { label: "Edit OTP secret", icon: IconShieldLock },
  edit_notes: { label: "Edit notes", icon: IconNote },
  take: { label: "Take from this employee", icon: IconUserMinus },
  delete: { label: "Delete", icon: IconTrash },
};

const groups: readonly (readonly AccountAction[])[] = [
  ["show_password", "show_otp", "show_notes", "show_keys"],
  ["edit", "edit_password", "edit_otp", "edit_notes"],
  ["take", "delete"],
];
const dangerous: readonly AccountAction[] = ["take", "delete"];

interface Props {
  readonly account: Account;
  readonly actions: readonly AccountAction[];
  readonly onAct: (action: AccountAction) => void;
}

export function AccountMenu({ account, actions, onAct }: Props) {
  const shown = groups
    .map((group) => group.filter((action) => actions.includes(action)))
    .filter((group) => group.length > 0);
  return (
    <Menu position="bottom-end" width={220} withInitialFocusPlaceholder={false} shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={`Actions for ${account.name}`}>
          <IconDots size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {shown.map((group, index) => [
          index > 0 && <Menu.Divider key={`divider-${group[0]}`} />,
          ...group.map((action) => {
            const { label, icon: Icon } = items[action];
            return (
              <Menu.Item
                key={action}
                leftSection={<Icon size={16} aria-hidden />}
                className={dangerous.includes(action) ? "account-danger" : undefined}
                onClick={() => onAct(action)}
              >
                {label}
              </Menu.Item>
            );
          }),
        ])}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Of who sees all and changes nothing. */
export const seeingActions: readonly AccountAction[] = ["show_keys"];

export const ownActions: readonly AccountAction[] = Object.keys(items).filter(
  (action): action is AccountAction => action !== "take",
);
