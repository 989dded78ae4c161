// The menu of one account: separate actions, as each asks for something else.
import {
  IconDevices,
  IconEye,
  IconKey,
  IconNote,
  IconPencil,
  IconShieldLock,
  IconTrash,
  IconUserMinus,
} from "@tabler/icons-react";
import { type ActionItem, ActionMenu } from "../brand/action-menu.tsx";
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

const items: Record<AccountAction, Omit<ActionItem<AccountAction>, "action">> = {
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
  const shown = groups.map((group) =>
    group
      .filter((action) => actions.includes(action))
      .map((action) => ({ action, ...items[action], danger: dangerous.includes(action) })),
  );
  return <ActionMenu name={account.name} groups={shown} onAct={onAct} />;
}

/** Of who sees all and changes nothing. */
export const seeingActions: readonly AccountAction[] = ["show_keys"];

export const ownActions: readonly AccountAction[] = Object.keys(items).filter(
  (action): action is AccountAction => action !== "take",
);
