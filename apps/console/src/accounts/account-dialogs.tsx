// The dialogue that belongs to an action of an account.
import { KeysOfAccountDialog } from "../deliveries/account-dialog.tsx";
import type { AccountAction } from "./account-menu.tsx";
import type { Account } from "./accounts.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import { EditDialog } from "./edit-dialog.tsx";
import { NotesDialog } from "./notes-dialog.tsx";
import { OtpDialog } from "./otp-dialog.tsx";
import { PasswordDialog } from "./password-dialog.tsx";
import { ShowDialog } from "./show-dialog.tsx";

interface Props {
  readonly action: Exclude<AccountAction, "take">;
  readonly account: Account;
  readonly onClose: () => void;
}

export function AccountDialog({ action, ...props }: Props) {
  switch (action) {
    case "show_password":
      return <ShowDialog what="password" {...props} />;
    case "show_otp":
      return <ShowDialog what="otp" {...props} />;
    case "show_notes":
      return <ShowDialog what="notes" {...props} />;
    case "show_keys":
      return <KeysOfAccountDialog {...props} />;
    case "edit":
      return <EditDialog {...props} />;
    case "edit_password":
      return <PasswordDialog {...props} />;
    case "edit_otp":
      return <OtpDialog {...props} />;
    case "edit_notes":
      return <NotesDialog {...props} />;
    case "delete":
      return <DeleteDialog {...props} />;
  }
}
