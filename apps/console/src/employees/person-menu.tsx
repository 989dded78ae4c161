// The menu of one person: what an administrator can do to them.
import type { Person } from "@hesper/contract";
import {
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
import { type ActionItem, ActionMenu } from "../brand/action-menu.tsx";
import { type Action, actionsFor } from "./actions.ts";

const items: Record<Action, Omit<ActionItem<Action>, "action">> = {
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
  const offered = actionsFor(person, me).map((action) => ({ action, ...items[action] }));
  const groups = [offered.filter(({ danger }) => !danger), offered.filter(({ danger }) => danger)];
  return <ActionMenu name={person.name} groups={groups} onAct={onAct} labelled={labelled} />;
}
