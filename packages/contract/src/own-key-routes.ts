// The routes that keys call: activation, their state, their accounts. With the token that the activation gave.
import { z } from "zod";
import { empty, id, listOf } from "./answers.ts";
import { keyChanges, keyRecipients, keyRules, keyState, waitingForKey } from "./key-answers.ts";
import { givenActivationCode, keyDevice, mostChangesAtOnce } from "./keys.ts";
import { recipient, recipientKinds } from "./organisation-key.ts";
import { route } from "./route.ts";
import { longestSealedRequestBytes, sealed, sealedTo } from "./sealed.ts";

const byId = z.object({ id });
const tag = "Keys' own";
const somebody = z.object({ id, name: z.string(), email: z.string() });
const living = ["active"] as const;
const any = ["active", "locked", "suspended", "deactivated", "compromised"] as const;
const ids = z.array(id).max(mostChangesAtOnce, `At most ${mostChangesAtOnce} at once.`);
const details = sealed.describe("Name, addresses, apps and login of a private account: an age file, Base64");

/** A private account: new, or with something else in it. */
export const privateAccountWrite = z.strictObject({
  revision: z.int().min(0).describe("The one that was seen, 0 of a new account; the next one stands in what is sealed"),
  sealed,
  details,
  sealedTo,
});

/** The same content for other keys of the employee. */
export const keyReseal = z.strictObject({
  sealedRevision: z.int().min(1).describe("Of the sealed part that was opened; 409 when it is not the latest"),
  sealed,
  details: details.optional().describe("Of a private account, sealed to the same keys"),
  sealedTo,
});

export const ownKeyRoutes = {
  lookAtActivation: route({
    name: "lookAtActivation",
    method: "POST",
    path: "/keys/activate/look",
    summary: "Whether an activation code works, for what, and which kind of recipient is asked for",
    tag,
    access: "public",
    body: z.strictObject({ activationCode: givenActivationCode }),
    success: {
      status: 200,
      body: z.object({
        name: z.string(),
        employee: somebody,
        installation: z.string(),
        policy: keyRules,
        recipientKind: z.enum(recipientKinds),
        expiresAt: z.iso.datetime(),
      }),
    },
    refusals: ["invalid_code", "too_many_attempts"],
  }),
  activateKey: route({
    name: "activateKey",
    method: "POST",
    path: "/keys/activate",
    summary: "Activate a key: its recipient against a token",
    tag,
    access: "public",
    body: z.strictObject({ activationCode: givenActivationCode, recipient, device: keyDevice }),
    success: {
      status: 201,
      body: z.object({ keyId: id, token: z.string(), policy: keyRules, employee: somebody }),
    },
    refusals: ["invalid_code", "too_many_attempts", "conflict"],
  }),
  getKeyState: route({
    name: "getKeyState",
    method: "GET",
    path: "/key",
    summary: "What the server says of the key that asks",
    tag,
    access: "key",
    keyStatuses: any,
    success: { status: 200, body: keyState },
    refusals: [],
  }),
  listKeyChanges: route({
    name: "listKeyChanges",
    method: "GET",
    path: "/key/changes",
    summary: "Accounts that are new, changed or to be removed since a revision",
    tag,
    access: "key",
    keyStatuses: living,
    query: z.strictObject({
      since: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
      limit: z.coerce.number().int().min(1).max(mostChangesAtOnce).default(50),
    }),
    success: { status: 200, body: keyChanges },
    refusals: ["conflict"],
  }),
  sendReceipts: route({
    name: "sendReceipts",
    method: "POST",
    path: "/key/receipts",
    summary: "What the key has stored, and what it has removed",
    tag,
    access: "key",
    keyStatuses: living,
    body: z.strictObject({
      applied: ids.default([]),
      removed: ids.default([]),
      revision: z
        .int()
        .min(0)
        .optional()
        .describe("Of the answer that they came with: what changed since stays queued. Not given: as it is now"),
    }),
    success: { status: 204, body: empty },
    refusals: [],
  }),
  getKeyRecipients: route({
    name: "getKeyRecipients",
    method: "GET",
    path: "/key/recipients",
    summary: "The active keys of the employee, to which a private account is sealed",
    tag,
    access: "key",
    keyStatuses: living,
    success: { status: 200, body: keyRecipients },
    refusals: [],
  }),
  listWaitingForKey: route({
    name: "listWaitingForKey",
    method: "GET",
    path: "/key/waiting",
    summary: "Accounts that this key can open and another one of the employee waits for",
    tag,
    access: "key",
    keyStatuses: living,
    query: z.strictObject({ cursor: id.optional(), limit: z.coerce.number().int().min(1).max(50).default(20) }),
    success: { status: 200, body: listOf(waitingForKey) },
    refusals: [],
  }),
  putKeyAccount: route({
    name: "putKeyAccount",
    method: "PUT",
    path: "/key/accounts/{id}",
    summary: "Make or change a private account, or seal any account of the key to the employee's other keys",
    tag,
    access: "key",
    keyStatuses: living,
    params: byId,
    body: z.union([privateAccountWrite, keyReseal]),
    // Both parts of a private account together, too: an employee has few keys.
    largestBodyBytes: longestSealedRequestBytes,
    success: { status: 200, body: z.object({ id, revision: z.int(), sealedRevision: z.int() }) },
    refusals: ["conflict"],
  }),
  deleteKeyAccount: route({
    name: "deleteKeyAccount",
    method: "DELETE",
    path: "/key/accounts/{id}",
    summary: "Delete a private account, on all keys of the employee",
    tag,
    access: "key",
    keyStatuses: living,
    params: byId,
    query: z.strictObject({ revision: z.coerce.number().int().min(1) }),
    success: { status: 204, body: empty },
    refusals: ["conflict"],
  }),
  tellLock: route({
    name: "tellLock",
    method: "POST",
    path: "/key/lock",
    summary: "The key has locked itself after too many wrong PINs",
    tag,
    access: "key",
    keyStatuses: ["active", "locked", "suspended"],
    body: z.strictObject({
      lock: z.int().min(1).max(1_000_000_000).describe("Counts the locks of this key: told again, it is the same one"),
    }),
    success: { status: 204, body: empty },
    refusals: [],
  }),
  confirmWipe: route({
    name: "confirmWipe",
    method: "POST",
    path: "/key/wiped",
    summary: "The key has removed everything; its token stops working",
    tag,
    access: "key",
    keyStatuses: ["deactivated", "compromised"],
    success: { status: 204, body: empty },
    refusals: [],
  }),
} as const;
