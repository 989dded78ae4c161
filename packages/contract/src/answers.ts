// What requests and answers are made of: people, sessions, factors, and what authenticators give.
import { z } from "zod";
import { auditOutcomes } from "./audit-events.ts";
import { policyFields, recoveryCodeCount } from "./limits.ts";
import { roles } from "./roles.ts";

export const id = z.uuid("This is no id: ids are UUIDs, as Hesper answers them.");
export const time = z.iso.datetime().describe("ISO 8601, UTC");
export const empty = null;

export const role = z.enum(roles);
export const secondFactorMethods = ["totp", "passkey", "recovery_code", "temporary_pass"] as const;
export const email = z.string();

export const user = z
  .object({ id, email: z.string(), name: z.string(), role })
  .meta({ id: "User", description: "Who is logged in" });

export const session = z
  .object({
    user,
    assurance: z.enum(["password", "two_factor"]),
    authenticatedAt: time,
    expiresAt: time,
    setUpOnly: z
      .boolean()
      .optional()
      .describe("True for the session of a temporary pass: good for setting up a new second factor and no more"),
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
  .object({
    id,
    type: z.string(),
    at: time,
    address: z.string(),
    by: z
      .object({ name: z.string().describe("Empty: the person was deleted"), isOneself: z.boolean() })
      .nullable()
      .describe("Null: a key, the server, the command line, or nobody who is known"),
    about: z
      .object({
        name: z.string().nullable().describe("Of the account or key, as it was called then"),
        to: z.string().nullable().describe("The new name, policy or status"),
        reason: z.string().nullable(),
        part: z.string().nullable().describe("Of an account that was shown: `password`, `otp` or `notes`"),
      })
      .nullable()
      .describe("Of an event of an account or key"),
  })
  .meta({ id: "SecurityEvent", description: "Something that happened to a person's log-in, accounts or keys" });

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

/**
 * What is wrong with the head of the audit that is kept in a file. `lost`: the chain does not hold it. `unreadable`: the
 * file holds something else. `behind`: the latest head does not get there.
 */
export const auditHeadTroubles = ["lost", "unreadable", "behind"] as const;
export type AuditHeadTrouble = (typeof auditHeadTroubles)[number];

export const nextStep = z
  .discriminatedUnion("code", [
    z.object({
      code: z.literal("set_up_second_factor"),
      required: z.boolean(),
      dueAt: time.nullable().describe("When it will be required, where there are days of grace"),
    }),
    z.object({ code: z.literal("replace_lost_factors") }).describe("Logged in with a temporary pass"),
    z.object({ code: z.literal("temporary_pass_issued"), by: z.string(), reason: z.string(), expiresAt: time }),
    z.object({ code: z.literal("approve_temporary_pass"), name: z.string(), by: z.string() }),
    z.object({ code: z.literal("mail_failing"), failed: z.int() }),
    z
      .object({ code: z.literal("accounts_wait"), accounts: z.int(), keys: z.int() })
      .describe("Accounts wait to be sealed to active keys"),
    z
      .object({ code: z.literal("keys_locked"), keys: z.int() })
      .describe("Keys locked themselves after too many wrong PINs, and wait to be unlocked"),
    z.object({ code: z.literal("audit_head"), trouble: z.enum(auditHeadTroubles) }),
    z.object({ code: z.literal("make_organisation_key") }),
    z.object({ code: z.literal("finish_key_replacement"), by: z.string() }).describe("Of the organisation key"),
    z
      .object({
        code: z.literal("leaver"),
        leaver: id,
        name: z.string(),
        key: z.string().optional().describe("The name of a key that is compromised; else the person left"),
        open: z.int(),
        accounts: z.int(),
      })
      .describe(
        "Secrets that somebody who left, or who has a key that is compromised, could have seen are to be changed",
      ),
    z.object({ code: z.literal("save_recovery_codes") }),
    z.object({ code: z.literal("recovery_codes_low"), left: z.int().min(0) }),
    z.object({ code: z.literal("factor_disabled"), factor: z.enum(["totp", "recovery_code"]) }),
  ])
  .meta({ id: "NextStep", description: "What this person should do next" });

/** What an employee belongs to, by id and by name. */
const named = z.object({ id, name: z.string() });

export const personStatuses = ["invited", "active", "deactivated"] as const;

export const person = z
  .object({
    id,
    email: z.string(),
    name: z.string(),
    role,
    status: z.enum(personStatuses),
    twoFactor: z.boolean().describe("Whether a second factor is set up"),
    createdAt: time,
    lastLoginAt: time.nullable(),
    invitationExpiresAt: time.nullable().describe("Of an invited person; may have passed"),
    hasLogIn: z.boolean().describe("Whether the person has ever chosen a password; without one nobody logs in"),
    phone: z.string().nullable(),
    externalId: z.string().nullable(),
    company: named.nullable(),
    department: named.nullable(),
    position: named.nullable(),
    revision: z.int(),
  })
  .meta({ id: "Person" });

export const company = z
  .object({ id, name: z.string(), employees: z.int(), departments: z.int(), revision: z.int() })
  .meta({ id: "Company" });

export const department = z
  .object({ id, name: z.string(), company: named, employees: z.int(), revision: z.int() })
  .meta({ id: "Department" });

export const position = z
  .object({ id, name: z.string(), employees: z.int(), revision: z.int() })
  .meta({ id: "Position" });

export const group = z
  .object({
    id,
    name: z.string(),
    description: z.string(),
    requiresTwoFactor: z
      .boolean()
      .describe("Whether members must have a second factor, whatever the policy asks of all"),
    members: z.int(),
    createdAt: time,
    revision: z.int(),
  })
  .meta({ id: "Group" });

/** What goes with what is deleted. Kinds are added as there is more that hangs on it. */
export const deletion = z
  .object({
    items: z.array(
      z.object({
        what: z.string().describe("Such as `sessions`, `second_factors`, `group_memberships`, `invitation`"),
        count: z.int().min(1),
      }),
    ),
  })
  .meta({ id: "Deletion", description: "What goes for good with it; what there is none of is not listed" });

/** A link that was mailed, or that the administrator hands over where no mail is sent. */
export const link = {
  link: z
    .string()
    .nullable()
    .describe("To hand over; null when it was mailed. Without a public URL it begins with the path"),
  expiresAt: time,
};

export const temporaryPass = z
  .object({
    id,
    person: z.object({ id, name: z.string(), email: z.string() }),
    issuedBy: z.object({ id, name: z.string() }),
    approvedBy: z.object({ id, name: z.string() }).nullable(),
    reason: z.string(),
    status: z.enum(["waiting_for_approval", "usable"]),
    createdAt: time,
    expiresAt: time,
  })
  .meta({ id: "TemporaryPass" });

export const policy = z
  .object({ ...policyFields, revision: z.int() })
  .meta({ id: "Policy", description: "The settings of the installation" });

export const policyEffect = z
  .object({
    setting: z.string(),
    people: z.int().describe("How many people it concerns"),
    text: z.string().describe("What it does to them"),
  })
  .meta({ id: "PolicyEffect" });

const somebody = z.object({ id, name: z.string(), email: z.string() });

export const auditEvent = z
  .object({
    id,
    at: time,
    type: z.string(),
    outcome: z.enum(auditOutcomes),
    actor: somebody.nullable().describe("Who did it; null: nobody known, or the command line"),
    subject: somebody.nullable().describe("On whom it was done"),
    address: z.string(),
    browser: z.string(),
    factor: z.string().nullable(),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    seal: z.int().nullable().describe("Number of the seal that holds the event; null: not sealed yet"),
  })
  .meta({ id: "AuditEvent" });

export const auditHead = z
  .object({
    seal: z.int().min(1),
    hash: z.string().max(64),
    sealedAt: time,
    publicKey: z.string().max(128).describe("Ed25519, Base64url"),
    signature: z.string().max(128).describe("Base64url"),
  })
  .meta({ id: "AuditHead", description: "The signed end of the chain: keep it elsewhere, and compare" });

export const authenticatorPath = { params: z.object({ id }) };

export type User = z.infer<typeof user>;
export type Session = z.infer<typeof session>;
export type Authenticator = z.infer<typeof authenticator>;
export type NextStep = z.infer<typeof nextStep>;
export type SessionEntry = z.infer<typeof sessionEntry>;
export type SecurityEvent = z.infer<typeof securityEvent>;
export type Passkey = z.infer<typeof passkey>;
export type Person = z.infer<typeof person>;
export type Company = z.infer<typeof company>;
export type Department = z.infer<typeof department>;
export type Position = z.infer<typeof position>;
export type Group = z.infer<typeof group>;
export type Deletion = z.infer<typeof deletion>;
export type TemporaryPass = z.infer<typeof temporaryPass>;
export type Policy = z.infer<typeof policy>;
export type PolicyEffect = z.infer<typeof policyEffect>;
export type AuditEvent = z.infer<typeof auditEvent>;
export type AuditHead = z.infer<typeof auditHead>;
