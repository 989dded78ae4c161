// Every route of the HTTP API. Other programs rely on it: fields are added, never renamed or removed.
import { z } from "zod";
import {
  authenticatorName,
  email,
  givenEmail,
  givenPassword,
  givenRecoveryCode,
  installationName,
  listQuery,
  newPassword,
  personName,
  recoveryCodeCount,
  totpCode,
} from "./limits.ts";
import { route } from "./route.ts";

const id = z.uuid();
const time = z.iso.datetime().describe("ISO 8601, UTC");
const empty = null;

export const roles = ["administrator", "auditor", "employee"] as const;
export const role = z.enum(roles);
export const secondFactorMethods = ["totp", "passkey", "recovery_code"] as const;

export const user = z
  .object({ id, email: z.string(), name: z.string(), role })
  .meta({ id: "User", description: "Who is logged in" });

export const session = z
  .object({
    user,
    assurance: z.enum(["password", "two_factor"]),
    authenticatedAt: time,
    expiresAt: time,
  })
  .meta({ id: "Session" });

export const authenticator = z
  .object({ id, name: z.string(), createdAt: time, lastUsedAt: time.nullable() })
  .meta({ id: "Authenticator" });

export const sessionEntry = z
  .object({
    id,
    current: z.boolean(),
    assurance: z.enum(["password", "two_factor"]),
    browser: z.string().describe("As it names itself"),
    address: z.string(),
    createdAt: time,
    lastSeenAt: time,
  })
  .meta({ id: "SessionEntry" });

export const trustedBrowser = z
  .object({ id, browser: z.string(), address: z.string(), createdAt: time, lastUsedAt: time, expiresAt: time })
  .meta({ id: "TrustedBrowser" });

export const securityEvent = z
  .object({ id, type: z.string(), at: time, address: z.string() })
  .meta({ id: "SecurityEvent", description: "Something that happened to a person's log-in" });

function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const passkey = z
  .object({ id, name: z.string(), synced: z.boolean(), createdAt: time, lastUsedAt: time.nullable() })
  .meta({ id: "Passkey" });

/** What a browser's `PublicKeyCredential.toJSON()` gives. Browsers add fields; those named here are looked at. */
const base64url = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[\w-]*$/);
const credential = { id: base64url(1400), rawId: base64url(1400), type: z.literal("public-key") };
const extensions = z.looseObject({}).default({});
const registrationResponse = z
  .looseObject({
    ...credential,
    response: z.looseObject({ clientDataJSON: base64url(8192), attestationObject: base64url(32_768) }),
    clientExtensionResults: extensions,
  })
  .meta({ id: "RegistrationResponse", description: "RegistrationResponseJSON of WebAuthn level 3" });
const authenticationResponse = z
  .looseObject({
    ...credential,
    response: z.looseObject({
      clientDataJSON: base64url(8192),
      authenticatorData: base64url(8192),
      signature: base64url(8192),
      userHandle: base64url(128).nullish(),
    }),
    clientExtensionResults: extensions,
  })
  .meta({ id: "AuthenticationResponse", description: "AuthenticationResponseJSON of WebAuthn level 3" });
export type RegistrationResponse = z.infer<typeof registrationResponse>;
export type AuthenticationResponse = z.infer<typeof authenticationResponse>;

const ceremonyOptions = z.record(z.string(), z.unknown()).describe("Options for navigator.credentials, as JSON");

const authenticated = z
  .object({ status: z.literal("authenticated"), user })
  .meta({ id: "Authenticated", description: "Logged in; the session cookie is set" });

const secondFactorRequired = z
  .object({
    status: z.literal("second_factor_required"),
    methods: z.array(z.enum(secondFactorMethods)),
    expiresAt: time,
  })
  .meta({ id: "SecondFactorRequired", description: "The password was right; the second factor is owed" });

const tenCodes = z.array(z.string()).length(recoveryCodeCount).describe("Shown once, never again");

export const nextStep = z
  .discriminatedUnion("code", [
    z.object({ code: z.literal("set_up_second_factor"), required: z.boolean() }),
    z.object({ code: z.literal("save_recovery_codes") }),
    z.object({ code: z.literal("recovery_codes_low"), left: z.int().min(0) }),
    z.object({ code: z.literal("factor_disabled"), factor: z.enum(["totp", "recovery_code"]) }),
  ])
  .meta({ id: "NextStep", description: "What this person should do next" });

const authenticatorPath = { params: z.object({ id }) };

export const routes = {
  getInstallation: route({
    name: "getInstallation",
    method: "GET",
    path: "/installation",
    summary: "What the log-in page needs before anybody is logged in",
    tag: "Set-up",
    access: "public",
    success: {
      status: 200,
      body: z.object({
        name: z.string(),
        setupOpen: z.boolean(),
        passwordMinimumLength: z.int(),
        recoveryCodeLength: z.int(),
        trustedBrowserDays: z.int().describe("How long a browser can be remembered; 0: not at all"),
      }),
    },
    refusals: [],
  }),
  setUp: route({
    name: "setUp",
    method: "POST",
    path: "/setup",
    summary: "Make the first administrator with the one-time set-up link",
    tag: "Set-up",
    access: "public",
    body: z.strictObject({
      setupToken: z.string().min(1).max(128),
      email,
      name: personName,
      password: newPassword,
      installationName: installationName.optional(),
    }),
    success: { status: 201, body: session },
    refusals: ["setup_closed", "forbidden"],
  }),

  logIn: route({
    name: "logIn",
    method: "POST",
    path: "/login",
    summary: "First step of the log-in: the password",
    tag: "Log-in",
    access: "public",
    body: z.strictObject({ email: givenEmail, password: givenPassword }),
    success: { status: 200, body: z.discriminatedUnion("status", [authenticated, secondFactorRequired]) },
    refusals: ["invalid_credentials", "too_many_attempts"],
  }),
  logInWithTotp: route({
    name: "logInWithTotp",
    method: "POST",
    path: "/login/totp",
    summary: "Second step: the code of an authenticator app",
    tag: "Log-in",
    access: "pending_login",
    body: z.strictObject({ code: totpCode, rememberBrowser: z.boolean().optional() }),
    success: { status: 200, body: authenticated },
    refusals: ["invalid_code", "code_already_used", "too_many_attempts"],
  }),
  logInWithRecoveryCode: route({
    name: "logInWithRecoveryCode",
    method: "POST",
    path: "/login/recovery-code",
    summary: "Second step: a recovery code",
    tag: "Log-in",
    access: "pending_login",
    body: z.strictObject({ code: givenRecoveryCode, rememberBrowser: z.boolean().optional() }),
    success: {
      status: 200,
      body: z.object({ status: z.literal("authenticated"), user, recoveryCodesLeft: z.int().min(0) }),
    },
    refusals: ["invalid_code", "too_many_attempts"],
  }),
  beginPasskeyLogin: route({
    name: "beginPasskeyLogin",
    method: "POST",
    path: "/login/passkey/options",
    summary: "Ask for a passkey: as the second step, or as the whole log-in",
    tag: "Log-in",
    access: "public",
    body: z.strictObject({ secondFactor: z.boolean().describe("Whether the password was given before") }),
    success: { status: 200, body: ceremonyOptions },
    refusals: ["login_expired", "conflict"],
  }),
  logInWithPasskey: route({
    name: "logInWithPasskey",
    method: "POST",
    path: "/login/passkey",
    summary: "Log in with the answer of a passkey",
    tag: "Log-in",
    access: "public",
    body: z.strictObject({
      secondFactor: z.boolean(),
      response: authenticationResponse,
      rememberBrowser: z.boolean().optional(),
    }),
    success: { status: 200, body: authenticated },
    refusals: ["invalid_code", "login_expired", "too_many_attempts", "conflict"],
  }),
  logOut: route({
    name: "logOut",
    method: "POST",
    path: "/logout",
    summary: "End the session and any half-done log-in; also without one",
    tag: "Log-in",
    access: "public",
    success: { status: 204, body: empty },
    refusals: [],
  }),

  getSession: route({
    name: "getSession",
    method: "GET",
    path: "/session",
    summary: "Who is logged in, and how surely",
    tag: "Session",
    access: "session_before_setup",
    success: { status: 200, body: session },
    refusals: [],
  }),
  reauthenticate: route({
    name: "reauthenticate",
    method: "POST",
    path: "/session/reauthenticate",
    summary: "Prove again that it is you; the session gets a new identifier",
    tag: "Session",
    access: "session_before_setup",
    body: z.strictObject({ password: givenPassword, code: z.string().min(1).max(64).optional() }),
    success: { status: 204, body: empty },
    refusals: ["invalid_credentials", "invalid_code", "code_already_used", "too_many_attempts"],
  }),
  beginPasskeyProof: route({
    name: "beginPasskeyProof",
    method: "POST",
    path: "/session/passkey/options",
    summary: "Ask for a passkey to prove again that it is you",
    tag: "Session",
    access: "session_before_setup",
    success: { status: 200, body: ceremonyOptions },
    refusals: ["conflict"],
  }),
  proveWithPasskey: route({
    name: "proveWithPasskey",
    method: "POST",
    path: "/session/passkey",
    summary: "Prove again that it is you with a passkey; the session gets a new identifier",
    tag: "Session",
    access: "session_before_setup",
    body: z.strictObject({ response: authenticationResponse }),
    success: { status: 204, body: empty },
    refusals: ["invalid_code", "too_many_attempts", "conflict"],
  }),
  getNextSteps: route({
    name: "getNextSteps",
    method: "GET",
    path: "/next-steps",
    summary: "What this person should do next",
    tag: "Session",
    access: "session_before_setup",
    success: {
      status: 200,
      body: z.object({
        items: z.array(nextStep),
        twoFactorRequired: z.boolean().describe("Whether the organisation asks this person for a second factor"),
      }),
    },
    refusals: [],
  }),

  changeName: route({
    name: "changeName",
    method: "PATCH",
    path: "/profile",
    summary: "Change one's own name",
    tag: "Profile",
    access: "session",
    body: z.strictObject({ name: personName }),
    success: { status: 200, body: user },
    refusals: [],
  }),
  changePassword: route({
    name: "changePassword",
    method: "POST",
    path: "/profile/password",
    summary: "Change one's own password; all other sessions end",
    tag: "Profile",
    access: "session",
    fresh: true,
    body: z.strictObject({ currentPassword: givenPassword, newPassword }),
    success: { status: 204, body: empty },
    refusals: ["invalid_credentials", "too_many_attempts", "reauthentication_required"],
  }),
  listSessions: route({
    name: "listSessions",
    method: "GET",
    path: "/profile/sessions",
    summary: "Where one is logged in, the latest first",
    tag: "Profile",
    access: "session",
    query: listQuery,
    success: { status: 200, body: listOf(sessionEntry) },
    refusals: [],
  }),
  endSession: route({
    name: "endSession",
    method: "DELETE",
    path: "/profile/sessions/{id}",
    summary: "End one of one's own sessions",
    tag: "Profile",
    access: "session",
    params: z.object({ id }),
    success: { status: 204, body: empty },
    refusals: [],
  }),
  endOtherSessions: route({
    name: "endOtherSessions",
    method: "DELETE",
    path: "/profile/sessions",
    summary: "End all of one's own sessions but this",
    tag: "Profile",
    access: "session",
    success: { status: 204, body: empty },
    refusals: [],
  }),
  listTrustedBrowsers: route({
    name: "listTrustedBrowsers",
    method: "GET",
    path: "/profile/trusted-browsers",
    summary: "Browsers that may skip one's own second factor, all of them",
    tag: "Profile",
    access: "session",
    success: { status: 200, body: listOf(trustedBrowser) },
    refusals: [],
  }),
  forgetTrustedBrowser: route({
    name: "forgetTrustedBrowser",
    method: "DELETE",
    path: "/profile/trusted-browsers/{id}",
    summary: "Forget a trusted browser: it is asked for the second factor again",
    tag: "Profile",
    access: "session",
    params: z.object({ id }),
    success: { status: 204, body: empty },
    refusals: [],
  }),
  listSecurityEvents: route({
    name: "listSecurityEvents",
    method: "GET",
    path: "/profile/events",
    summary: "What happened to one's own log-in, the latest first",
    tag: "Profile",
    access: "session",
    query: listQuery,
    success: { status: 200, body: listOf(securityEvent) },
    refusals: [],
  }),

  getTwoFactor: route({
    name: "getTwoFactor",
    method: "GET",
    path: "/profile/two-factor",
    summary: "Authenticators and how many recovery codes are left",
    tag: "Two-factor authentication",
    access: "session_before_setup",
    success: {
      status: 200,
      body: z.object({
        enabled: z.boolean(),
        authenticators: z.array(authenticator),
        recoveryCodesLeft: z.int().min(0),
      }),
    },
    refusals: [],
  }),
  addAuthenticator: route({
    name: "addAuthenticator",
    method: "POST",
    path: "/profile/two-factor/authenticators",
    summary: "Begin to set up an authenticator app; nothing changes until its code is verified",
    tag: "Two-factor authentication",
    access: "session_before_setup",
    fresh: true,
    body: z.strictObject({ name: authenticatorName.optional() }),
    success: {
      status: 201,
      body: z.object({
        id,
        secret: z.string().describe("32 Base32 characters, shown only now"),
        otpauthUri: z.string(),
        expiresAt: time,
      }),
    },
    refusals: ["reauthentication_required", "conflict"],
  }),
  verifyAuthenticator: route({
    name: "verifyAuthenticator",
    method: "POST",
    path: "/profile/two-factor/authenticators/{id}/verify",
    summary: "Finish the set-up with a code of the new authenticator",
    tag: "Two-factor authentication",
    access: "session_before_setup",
    ...authenticatorPath,
    body: z.strictObject({ code: totpCode }),
    success: { status: 200, body: z.object({ recoveryCodes: tenCodes.nullable() }) },
    refusals: ["invalid_code", "enrolment_expired", "too_many_attempts"],
  }),
  renameAuthenticator: route({
    name: "renameAuthenticator",
    method: "PATCH",
    path: "/profile/two-factor/authenticators/{id}",
    summary: "Give an authenticator another name",
    tag: "Two-factor authentication",
    access: "session",
    ...authenticatorPath,
    body: z.strictObject({ name: authenticatorName }),
    success: { status: 200, body: authenticator },
    refusals: [],
  }),
  removeAuthenticator: route({
    name: "removeAuthenticator",
    method: "DELETE",
    path: "/profile/two-factor/authenticators/{id}",
    summary: "Remove an authenticator, unless it is the last second factor",
    tag: "Two-factor authentication",
    access: "session",
    fresh: true,
    ...authenticatorPath,
    success: { status: 204, body: empty },
    refusals: ["last_second_factor", "reauthentication_required"],
  }),
  listPasskeys: route({
    name: "listPasskeys",
    method: "GET",
    path: "/profile/passkeys",
    summary: "One's own passkeys",
    tag: "Two-factor authentication",
    access: "session_before_setup",
    success: { status: 200, body: listOf(passkey) },
    refusals: [],
  }),
  beginPasskey: route({
    name: "beginPasskey",
    method: "POST",
    path: "/profile/passkeys/options",
    summary: "Begin to add a passkey",
    tag: "Two-factor authentication",
    access: "session_before_setup",
    fresh: true,
    success: { status: 200, body: ceremonyOptions },
    refusals: ["reauthentication_required", "conflict"],
  }),
  addPasskey: route({
    name: "addPasskey",
    method: "POST",
    path: "/profile/passkeys",
    summary: "Add a passkey with the answer of the authenticator",
    tag: "Two-factor authentication",
    access: "session_before_setup",
    body: z.strictObject({ name: authenticatorName.optional(), response: registrationResponse }),
    success: { status: 201, body: z.object({ passkey, recoveryCodes: tenCodes.nullable() }) },
    refusals: ["invalid_code", "conflict"],
  }),
  renamePasskey: route({
    name: "renamePasskey",
    method: "PATCH",
    path: "/profile/passkeys/{id}",
    summary: "Give a passkey another name",
    tag: "Two-factor authentication",
    access: "session",
    ...authenticatorPath,
    body: z.strictObject({ name: authenticatorName }),
    success: { status: 200, body: passkey },
    refusals: [],
  }),
  removePasskey: route({
    name: "removePasskey",
    method: "DELETE",
    path: "/profile/passkeys/{id}",
    summary: "Remove a passkey, unless it is the last second factor",
    tag: "Two-factor authentication",
    access: "session",
    fresh: true,
    ...authenticatorPath,
    success: { status: 204, body: empty },
    refusals: ["last_second_factor", "reauthentication_required"],
  }),
  resetRecoveryCodes: route({
    name: "resetRecoveryCodes",
    method: "POST",
    path: "/profile/two-factor/recovery-codes",
    summary: "Make 10 new recovery codes; the old ones are void",
    tag: "Two-factor authentication",
    access: "session",
    fresh: true,
    success: { status: 201, body: z.object({ recoveryCodes: tenCodes }) },
    refusals: ["conflict", "reauthentication_required"],
  }),
  confirmRecoveryCodes: route({
    name: "confirmRecoveryCodes",
    method: "POST",
    path: "/profile/two-factor/recovery-codes/saved",
    summary: "Say that the recovery codes were saved, so that nobody is reminded of it",
    tag: "Two-factor authentication",
    access: "session",
    success: { status: 204, body: empty },
    refusals: ["conflict"],
  }),
  disableTwoFactor: route({
    name: "disableTwoFactor",
    method: "DELETE",
    path: "/profile/two-factor",
    summary: "Remove all authenticators and void the recovery codes",
    tag: "Two-factor authentication",
    access: "session",
    fresh: true,
    success: { status: 204, body: empty },
    refusals: ["reauthentication_required"],
  }),
} as const;

export type Routes = typeof routes;
export type RouteName = keyof Routes;
export type User = z.infer<typeof user>;
export type Session = z.infer<typeof session>;
export type Authenticator = z.infer<typeof authenticator>;
export type NextStep = z.infer<typeof nextStep>;
export type SessionEntry = z.infer<typeof sessionEntry>;
export type SecurityEvent = z.infer<typeof securityEvent>;
export type Passkey = z.infer<typeof passkey>;
export type Role = z.infer<typeof role>;
