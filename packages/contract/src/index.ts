// The front door of the HTTP contract.
export type {
  AuthenticationResponse,
  Authenticator,
  NextStep,
  Passkey,
  RegistrationResponse,
  Role,
  SecurityEvent,
  Session,
  SessionEntry,
  User,
} from "./answers.ts";
export * from "./limits.ts";
export * from "./problems.ts";
export * from "./route.ts";
export * from "./routes.ts";
