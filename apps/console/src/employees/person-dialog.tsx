// The dialogue of each action on a person.
import type { Person } from "@hesper/contract";
import { IssuePassDialog } from "../temporary-passes/issue-dialog.tsx";
import type { Action } from "./actions.ts";
import { DeactivateDialog, DeleteDialog, ReactivateDialog, RoleDialog, WithdrawDialog } from "./change-dialogs.tsx";
import { InviteToLogInDialog, PasswordLinkDialog, ResendDialog } from "./link-dialogs.tsx";

const dialogs = {
  change_role: RoleDialog,
  invite: InviteToLogInDialog,
  resend_invitation: ResendDialog,
  withdraw_invitation: WithdrawDialog,
  password_link: PasswordLinkDialog,
  temporary_pass: IssuePassDialog,
  deactivate: DeactivateDialog,
  reactivate: ReactivateDialog,
  delete: DeleteDialog,
} as const satisfies Record<Action, React.ComponentType<{ person: Person; onClose: () => void; onGone: () => void }>>;

interface Props {
  readonly action: Action;
  /** As the administrator saw it: a change of what was not seen is refused. */
  readonly person: Person;
  readonly onClose: () => void;
  /** The person is there no more. */
  readonly onGone?: () => void;
}

export function PersonDialog({ action, onGone = () => {}, ...props }: Props) {
  const Dialog = dialogs[action];
  return <Dialog {...props} onGone={onGone} />;
}
