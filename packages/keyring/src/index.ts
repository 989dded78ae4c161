// The front door of the package: what a software key does, whatever it runs in.
import "@hesper/contract/without-eval";

export { type KeyRules, longestPin, pinProblem } from "@hesper/contract/keys";
export { type Identity, parseIdentity } from "@hesper/vault";
export {
  type Activated,
  type Activation,
  type ActivationInput,
  type ActivationPlace,
  activate,
  lookAtActivation,
  readActivationLink,
  readActivationPlace,
} from "./activate.ts";
export * from "./codes.ts";
export * from "./export.ts";
export * from "./exported-file.ts";
export * from "./find.ts";
export * from "./host.ts";
export * from "./import.ts";
export * from "./import-known.ts";
export { type AccountSecrets, OpenedAccount, openAccount } from "./open.ts";
export * from "./pin.ts";
export {
  changePrivateAccount,
  createPrivateAccount,
  deletePrivateAccount,
  type PrivateAccountChange,
  type PrivateAccountInput,
} from "./private-accounts.ts";
export * from "./problem.ts";
export * from "./security-keys.ts";
export * from "./status.ts";
export * from "./storage.ts";
export * from "./sync.ts";
