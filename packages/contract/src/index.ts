// The front door of the HTTP contract.
export type {
  Account,
  AccountKind,
  AccountOfEmployee,
  AccountTemplate,
  OwnAccount,
  Recipients,
  SealedPart,
  SharedAccount,
  SharedAccountEmployee,
  SharedAccountGroup,
} from "./account-answers.ts";
export { accountKinds } from "./account-answers.ts";
export * from "./account-fields.ts";
export type {
  AuditEvent,
  AuditHead,
  AuditHeadTrouble,
  AuthenticationResponse,
  Authenticator,
  Company,
  Deletion,
  Department,
  Group,
  NextStep,
  Passkey,
  Person,
  Policy,
  PolicyEffect,
  Position,
  RegistrationResponse,
  SecurityEvent,
  Session,
  SessionEntry,
  TemporaryPass,
  User,
} from "./answers.ts";
export { auditHead } from "./answers.ts";
export * from "./audit-events.ts";
export { type AuditFilters, auditFilters } from "./audit-routes.ts";
export * from "./browser-name.ts";
export {
  type Dashboard,
  dashboardDays,
  type LogInFactor,
  type LogInOutcome,
  logInFactors,
  logInOutcomes,
  type PasswordAge,
  passwordAges,
} from "./dashboard-routes.ts";
export {
  type EmployeeImport,
  type ImportedRow,
  type ImportOutcome,
  importOutcomes,
} from "./employee-import-routes.ts";
export * from "./employee-sorts.ts";
export * from "./imported-details.ts";
export type {
  DeliveryOfAccount,
  DeliveryOfKey,
  Key,
  KeyAccount,
  KeyChanges,
  KeyLoss,
  KeyPolicy,
  KeyState,
  NewActivation,
  NewOwnActivation,
  OwnKey,
  WaitingAccount,
  WaitingForKey,
} from "./key-answers.ts";
export * from "./key-statuses.ts";
export * from "./keys.ts";
export type { Leaver, LeaverEntry } from "./leaver-answers.ts";
export { type LeaverCause, type LeaverState, leaverCauses, leaverStates } from "./leaver-answers.ts";
export * from "./limits.ts";
export * from "./organisation-key.ts";
export type { OrganisationKey, OrganisationKeyState } from "./organisation-key-routes.ts";
export { type OwnEventType, ownEventTypes } from "./own-events.ts";
export * from "./problem-schema.ts";
export * from "./problems.ts";
export * from "./roles.ts";
export * from "./route.ts";
export * from "./routes.ts";
export * from "./sealed.ts";
