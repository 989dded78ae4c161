// The routes of security keys: a person's own FIDO2 keys that hold accounts, and what one opens in a browser.
import { z } from "zod";
import { authenticationResponse, ceremonyOptions, empty, id, listOf, registrationResponse, time } from "./answers.ts";
import { keyAccount, ownKey, waitingForKey } from "./key-answers.ts";
import { givenActivationCode, keyName, securityKeyUses } from "./keys.ts";
import { recipient, recipientKinds } from "./organisation-key.ts";
import { keyReseal } from "./own-key-routes.ts";
import { route } from "./route.ts";
import { longestSealedRequestBytes } from "./sealed.ts";

const byId = z.object({ id });
const tag = "Security keys";
const activationCode = givenActivationCode
  .optional()
  .describe("Of a key that an administrator made; without it, the policy has to let employees add keys");
const openedOnly = "403 `reauthentication_required` in a session in which no security key is open";

export const securityKeyRoutes = {
  beginSecurityKey: route({
    name: "beginSecurityKey",
    method: "POST",
    path: "/profile/security-keys/options",
    summary: "Begin to add a security key; nothing changes until it is added",
    tag,
    access: "session",
    fresh: true,
    body: z.strictObject({ activationCode }),
    success: {
      status: 200,
      body: z.object({
        options: ceremonyOptions.describe(
          "Options of `navigator.credentials.create`, as JSON, with the input of the PRF extension",
        ),
        recipientKind: z.enum(recipientKinds).describe("Of the identity that is derived from the output of the PRF"),
        name: z.string().nullable().describe("Of the key that the code activates"),
      }),
    },
    refusals: ["conflict", "forbidden", "invalid_code", "too_many_attempts", "reauthentication_required"],
  }),
  addSecurityKey: route({
    name: "addSecurityKey",
    method: "POST",
    path: "/profile/security-keys",
    summary: "Add a security key with the answer of the authenticator, and the recipient that was derived",
    tag,
    access: "session",
    fresh: true,
    body: z.strictObject({
      name: keyName.optional().describe("With an activation code: not given, it keeps the one that it has"),
      response: registrationResponse,
      recipient,
      activationCode,
    }),
    success: { status: 201, body: ownKey },
    refusals: ["conflict", "forbidden", "invalid_code", "too_many_attempts", "reauthentication_required"],
  }),
  beginSecurityKeyUse: route({
    name: "beginSecurityKeyUse",
    method: "POST",
    path: "/profile/security-keys/use/options",
    summary: "Begin to open something with one of one's security keys",
    tag,
    access: "session",
    body: z.strictObject({
      use: z
        .enum(securityKeyUses)
        .describe("`organisation_key`: only those that it is sealed to, and for administrators"),
    }),
    success: {
      status: 200,
      body: z.object({
        options: ceremonyOptions.describe(
          "Options of `navigator.credentials.get`, as JSON, with the input of the PRF extension for each credential",
        ),
        keys: z.array(z.object({ keyId: id, name: z.string(), credentialId: z.string() })),
        recipientKind: z.enum(recipientKinds),
      }),
    },
    refusals: ["conflict"],
  }),
  openSecurityKey: route({
    name: "openSecurityKey",
    method: "POST",
    path: "/profile/security-keys/use",
    summary: "Open a security key in this session for 10 minutes: what is sealed to it can be fetched",
    tag,
    access: "session",
    body: z.strictObject({ response: authenticationResponse }),
    success: {
      status: 200,
      body: z.object({
        keyId: id,
        name: z.string(),
        recipient: recipient.describe("To be compared with the one that was derived"),
        expiresAt: time,
        waiting: z.boolean().describe("Whether another key of the person waits for what this one can open"),
      }),
    },
    refusals: ["invalid_code", "conflict"],
  }),
  closeSecurityKey: route({
    name: "closeSecurityKey",
    method: "DELETE",
    path: "/profile/opened-key",
    summary: "Close the security key that is open in this session. Without one, the same",
    tag,
    access: "session",
    success: { status: 204, body: empty },
    refusals: [],
  }),
  listOpenedPrivateAccounts: route({
    name: "listOpenedPrivateAccounts",
    method: "GET",
    path: "/profile/opened-key/private-accounts",
    summary: `One's private accounts that the open key can open. ${openedOnly}`,
    tag,
    access: "session",
    query: z.strictObject({ cursor: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    success: { status: 200, body: listOf(keyAccount) },
    refusals: ["reauthentication_required"],
  }),
  getOpenedAccount: route({
    name: "getOpenedAccount",
    method: "GET",
    path: "/profile/opened-key/accounts/{id}",
    summary: `One of one's accounts with its sealed part, for the open key. ${openedOnly}`,
    tag,
    access: "session",
    params: byId,
    success: { status: 200, body: keyAccount },
    refusals: ["conflict", "reauthentication_required"],
  }),
  listWaitingForOpened: route({
    name: "listWaitingForOpened",
    method: "GET",
    path: "/profile/opened-key/waiting",
    summary: `Accounts that the open key can open and another one of the person waits for. ${openedOnly}`,
    tag,
    access: "session",
    query: z.strictObject({ cursor: id.optional(), limit: z.coerce.number().int().min(1).max(50).default(20) }),
    success: { status: 200, body: listOf(waitingForKey) },
    refusals: ["reauthentication_required"],
  }),
  resealOpenedAccount: route({
    name: "resealOpenedAccount",
    method: "PUT",
    path: "/profile/opened-key/accounts/{id}/sealed",
    summary: `Seal the same content to other keys of the person. ${openedOnly}`,
    tag,
    access: "session",
    params: byId,
    body: keyReseal,
    largestBodyBytes: longestSealedRequestBytes,
    success: { status: 200, body: z.object({ id, revision: z.int(), sealedRevision: z.int() }) },
    refusals: ["conflict", "reauthentication_required"],
  }),
} as const;
