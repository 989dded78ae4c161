// How keys, their policies and what they hold stand in answers.
import { z } from "zod";
import { recipients } from "./account-answers.ts";
import { loginType } from "./account-fields.ts";
import { id, time } from "./answers.ts";
import { keyKinds, keyReasons, keyStatuses } from "./key-statuses.ts";
import { deliveryStatuses, keyAccountKinds, keyPolicyFields } from "./keys.ts";
import { recipientKinds } from "./organisation-key.ts";

const somebody = z.object({ id, name: z.string(), email: z.string() });

export const keyRules = z.object(keyPolicyFields).meta({ id: "KeyRules", description: "What a key asks of its PIN" });

export const keyPolicy = z
  .object({
    id,
    name: z.string(),
    isDefault: z.boolean().describe("Of every key that is given no other. It cannot be deleted"),
    ...keyPolicyFields,
    keys: z.int().describe("How many keys have it"),
    revision: z.int(),
    updatedAt: time,
  })
  .meta({ id: "KeyPolicy" });

const counts = z.object({
  waiting: z.int(),
  queued: z.int(),
  delivered: z.int(),
  removing: z.int(),
});

export const key = z
  .object({
    id,
    kind: z.enum(keyKinds),
    name: z.string(),
    employee: somebody.nullable().describe("Whose it is; null: they were deleted"),
    employeeName: z.string().describe("Also of somebody who was deleted"),
    status: z.enum(keyStatuses),
    reason: z.enum(keyReasons).nullable(),
    policy: z.object({ id, name: z.string(), isDefault: z.boolean() }),
    device: z
      .string()
      .nullable()
      .describe("What the key said it runs on; of a security key, what is known of its make; null: not activated yet"),
    fingerprint: z.string().nullable().describe("Of its recipient, as the key shows it too"),
    revision: z.int().describe("Raised by every change; 409 when the one sent is not the latest"),
    createdAt: time,
    activation: z.object({ expiresAt: time }).nullable().describe("Of a reserved key whose code was not used"),
    activatedAt: time.nullable(),
    lastContactAt: time.nullable().describe("To within a minute; of a security key, when it last opened something"),
    statusChangedAt: time,
    wipedAt: time
      .nullable()
      .describe(
        "When it confirmed that it has nothing any more; a security key keeps nothing, and has nothing at once",
      ),
    accounts: counts.describe("Its accounts, by the state of their delivery"),
  })
  .meta({ id: "Key", description: "A key of an employee" });

export const ownKey = key
  .omit({ employee: true, employeeName: true, policy: true })
  .extend({ policy: keyRules })
  .meta({ id: "OwnKey", description: "A key as the one whose it is sees it in the console" });

export const newActivation = z.object({
  id,
  activationLink: z.string().describe("Holds the code; to be opened or given to the key"),
  activationCode: z.string().describe("100 random bits, good once"),
  expiresAt: time,
  mailed: z.boolean().describe("Whether the employee is mailed the link too"),
  key,
});

/** Of a key that one made for oneself. */
export const newOwnActivation = newActivation.omit({ mailed: true, key: true }).extend({ key: ownKey });

/** What ending a key would take from people. */
export const keyLoss = z
  .object({
    privateAccounts: z.int().describe("Private accounts that no other key of the employee can open"),
    unopenable: z.int().describe("Personal and shared accounts that nobody else could open"),
    accounts: z.int().describe("Accounts whose secrets the key has or had"),
  })
  .meta({ id: "KeyLoss" });

const accountOfDelivery = z
  .object({ id, name: z.string(), kind: z.enum(keyAccountKinds) })
  .describe("Of a private account nothing but its id is known: its name is empty");

export const deliveryOfKey = z
  .object({
    account: accountOfDelivery,
    status: z.enum(deliveryStatuses),
    changedAt: time,
    deliveredAt: time.nullable().describe("When the key last confirmed it"),
  })
  .meta({ id: "DeliveryOfKey" });

export const deliveryOfAccount = z
  .object({
    key: z.object({ id, name: z.string(), status: z.enum(keyStatuses) }),
    employee: somebody.nullable(),
    status: z.enum(deliveryStatuses),
    changedAt: time,
    deliveredAt: time.nullable(),
  })
  .meta({ id: "DeliveryOfAccount" });

const recipient = z.object({ keyId: id, recipient: z.string() });

/** What an administrator seals again so that keys can open it. */
export const waitingAccount = z
  .object({
    id,
    name: z.string(),
    kind: z.enum(["personal", "shared"]),
    sealed: z.string().describe("An age file in Base64"),
    sealedRevision: z.int(),
    recipients: z.array(recipient).describe("Whom to seal it to: all of them"),
    waiting: z.int().describe("How many of these wait for it; 0: only keys that are left out do"),
    leftOut: z.int().describe("Keys beyond those that one account can be sealed to"),
  })
  .meta({ id: "WaitingAccount" });

export const keyState = z
  .object({
    keyId: id,
    name: z.string(),
    status: z.enum(keyStatuses),
    reason: z.enum(keyReasons).nullable(),
    policy: keyRules,
    employee: somebody,
    installation: z.string(),
    recipientKind: z.enum(recipientKinds),
    revision: z.int().describe("Of its accounts: nothing is new to a key that has seen this one"),
    waiting: z.boolean().describe("Whether another key of the employee waits for what this one can open"),
    lock: z.int().describe("The number of the last lock that the key told"),
  })
  .meta({ id: "KeyState", description: "What a key is told of itself" });

/** An account as it goes to a key. */
export const keyAccount = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.enum(["personal", "shared"]),
      id,
      name: z.string(),
      urls: z.array(z.string()),
      apps: z.array(z.string()),
      loginType,
      login: z.string(),
      revision: z.int(),
      sealedRevision: z.int().describe("Stands in the sealed part; of an older one the key says that it was replayed"),
      sealed: z.string(),
      updatedAt: time,
    }),
    z.object({
      kind: z.literal("private"),
      id,
      revision: z.int(),
      sealedRevision: z.int(),
      sealed: z.string(),
      details: z.string().describe("Name, addresses, apps and login: an age file, Base64"),
      updatedAt: time,
    }),
  ])
  .meta({ id: "KeyAccount" });

export const keyChanges = z
  .object({
    accounts: z.array(keyAccount),
    removed: z.array(id),
    revision: z.int().describe("To be sent as `since` the next time"),
    hasMore: z.boolean(),
    waiting: z.boolean().describe("As in the state of the key"),
  })
  .meta({ id: "KeyChanges" });

export const keyRecipients = recipients;

export const waitingForKey = z
  .object({
    id,
    kind: z.enum(keyAccountKinds),
    sealedRevision: z.int(),
    sealed: z.string(),
    details: z.string().nullable().describe("Of a private account"),
    recipients: z.array(recipient),
  })
  .meta({
    id: "WaitingForKey",
    description: "An account that this key can open and another one of the employee cannot",
  });

export type Key = z.infer<typeof key>;
export type OwnKey = z.infer<typeof ownKey>;
export type KeyLoss = z.infer<typeof keyLoss>;
export type KeyPolicy = z.infer<typeof keyPolicy>;
export type NewActivation = z.infer<typeof newActivation>;
export type NewOwnActivation = z.infer<typeof newOwnActivation>;
export type DeliveryOfKey = z.infer<typeof deliveryOfKey>;
export type DeliveryOfAccount = z.infer<typeof deliveryOfAccount>;
export type WaitingAccount = z.infer<typeof waitingAccount>;
export type KeyState = z.infer<typeof keyState>;
export type KeyAccount = z.infer<typeof keyAccount>;
export type KeyChanges = z.infer<typeof keyChanges>;
export type WaitingForKey = z.infer<typeof waitingForKey>;
