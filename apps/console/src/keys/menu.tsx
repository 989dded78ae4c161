// The menu of one key: what can be done to it now.
import type { Key } from "@hesper/contract";
import {
  IconLink,
  IconLockOpen,
  IconPencil,
  IconPlayerPause,
  IconPower,
  IconShieldX,
  IconTrash,
} from "@tabler/icons-react";
import { ActionMenu } from "../brand/action-menu.tsx";
import { type Action, actionsFor } from "./actions.ts";
import { actionName } from "./words.ts";

const icons: Readonly<Record<Action, typeof IconLink>> = {
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
  if (action === "edit") return key.kind === "software" ? "Edit name and policy" : "Rename";
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
  const items = order
    .filter((action) => offered.includes(action))
    .map((action) => ({
      action,
      label: labelOf(action, of),
      icon: icons[action],
      danger: dangerous.includes(action),
    }));
  const groups = [items.filter(({ danger }) => !danger), items.filter(({ danger }) => danger)];
  return <ActionMenu name={of.name} groups={groups} onAct={onAct} labelled={labelled} />;
}
