// The dialogue of each action on a key.
import type { Key } from "@hesper/contract";
import type { Action } from "./actions.ts";
import { DeleteDialog, EditDialog, RenewDialog } from "./change-dialogs.tsx";
import { StatusDialog } from "./status-dialog.tsx";

interface Props {
  readonly action: Action;
  /** As it was seen: a change of what was not seen is refused. */
  readonly of: Key;
  readonly onClose: () => void;
  /** The key is there no more. */
  readonly onGone?: () => void;
}

export function KeyDialog({ action, of, onClose, onGone = () => {} }: Props) {
  switch (action) {
    case "renew":
      return <RenewDialog of={of} onClose={onClose} />;
    case "edit":
      return <EditDialog of={of} onClose={onClose} />;
    case "delete":
      return <DeleteDialog of={of} onClose={onClose} onGone={onGone} />;
    default:
      return <StatusDialog of={of} to={action} onClose={onClose} />;
  }
}
