// What requests and answers are made of: people, sessions, factors, and what authenticators give.
import { z } from "zod";
import { recoveryCodeCount } from "./limits.ts";

export const id = z.uuid();
export const time = z.iso.datetime().describe("ISO 8601, UTC");
export const empty = null;

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

export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const passkey = z
  .object({ id, name: z.string(), synced: z.boolean(), createdAt: time, lastUsedAt: time.nullable() })
  .meta({ id: "Passkey" });

/** What a browser's `PublicKeyCredential.toJSON()` gives. Browsers add fields; those named here are looked at. */
export const base64url = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[\w-]*$/);
export const credential = { id: base64url(1400), rawId: base64url(1400), type: z.literal("public-key") };
export const extensions = z.looseObject({}).default({});
export const registrationResponse = z
  .looseObject({
    ...credential,
    response: z.looseObject({ clientDataJSON: base64url(8192), attestationObject: base64url(32_768) }),
    clientExtensionResults: extensions,
  })
  .meta({ id: "RegistrationResponse", description: "RegistrationResponseJSON of WebAuthn level 3" });
export const authenticationResponse = z
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

export const ceremonyOptions = z.record(z.string(), z.unknown()).describe("Options for navigator.credentials, as JSON");

export const authenticated = z
  .object({ status: z.literal("authenticated"), user })
  .meta({ id: "Authenticated", description: "Logged in; the session cookie is set" });

export const secondFactorRequired = z
  .object({
    status: z.literal("second_factor_required"),
    methods: z.array(z.enum(secondFactorMethods)),
    expiresAt: time,
  })
  .meta({ id: "SecondFactorRequired", description: "The password was right; the second factor is owed" });

export const tenCodes = z.array(z.string()).length(recoveryCodeCount).describe("Shown once, never again");

export const nextStep = z
  .discriminatedUnion("code", [
    z.object({ code: z.literal("set_up_second_factor"), required: z.boolean() }),
    z.object({ code: z.literal("save_recovery_codes") }),
    z.object({ code: z.literal("recovery_codes_low"), left: z.int().min(0) }),
    z.object({ code: z.literal("factor_disabled"), factor: z.enum(["totp", "recovery_code"]) }),
  ])
  .meta({ id: "NextStep", description: "What this person should do next" });

export const authenticatorPath = { params: z.object({ id }) };

export type User = z.infer<typeof user>;
export type Session = z.infer<typeof session>;
export type Authenticator = z.infer<typeof authenticator>;
export type NextStep = z.infer<typeof nextStep>;
export type SessionEntry = z.infer<typeof sessionEntry>;
export type SecurityEvent = z.infer<typeof securityEvent>;
export type Passkey = z.infer<typeof passkey>;
export type Role = z.infer<typeof role>;
