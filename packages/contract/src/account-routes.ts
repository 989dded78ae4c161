// The routes of accounts: personal ones, what every account can do, and their sealed parts.
import { z } from "zod";
import { account, accountOfEmployee, ownAccount, recipients, sealedPart } from "./account-answers.ts";
import { accountDetails, accountSearch, withRightLogin } from "./account-fields.ts";
import { empty, id, listOf } from "./answers.ts";
import { listQuery } from "./limits.ts";
import { route } from "./route.ts";
import { longestSealedRequestBytes, openingPurposes, sealed, sealedChanges, sealedTo } from "./sealed.ts";

const byId = z.object({ id });
const tag = "Accounts";
const seeing = ["administrator", "auditor"] as const;
const changing = ["administrator"] as const;

const revision = z.int().min(1).describe("The one that was seen; 409 when it is not the latest");
/** The cursor holds a name as it is sorted, which may be longer than the name, or words that were found, and an id. */
export const accountListQuery = listQuery.extend({ cursor: z.string().max(4096).optional() });

const newIdWords = "The id of a new account is a UUID of version 7, in lower case.";

/** A new account: whoever makes it makes its id too, which stands in the sealed part with revision 1. */
export const newAccount = withRightLogin(
  z.strictObject({
    // Ids become names of files in keys, which some systems do not tell by their case.
    id: z.uuidv7(newIdWords).lowercase(newIdWords),
    ...accountDetails,
    sealed,
    sealedTo,
  }),
);

export const accountRoutes = {
  getRecipients: route({
    name: "getRecipients",
    method: "GET",
    path: "/employees/{id}/recipients",
    summary: "Whom an account of this employee is sealed to",
    tag,
    access: "session",
    roles: changing,
    params: byId,
    success: { status: 200, body: recipients },
    refusals: [],
  }),
  getRecipientsOfAccount: route({
    name: "getRecipientsOfAccount",
    method: "GET",
    path: "/accounts/{id}/recipients",
    summary: "Whom this account is to be sealed to now",
    tag,
    access: "session",
    roles: changing,
    params: byId,
    success: { status: 200, body: recipients },
    refusals: [],
  }),
  createPersonalAccount: route({
    name: "createPersonalAccount",
    method: "POST",
    path: "/employees/{id}/accounts",
    summary: "Create a personal account",
    tag,
    access: "session",
    roles: changing,
    params: byId,
    body: newAccount,
    largestBodyBytes: longestSealedRequestBytes,
    success: { status: 201, body: account },
    refusals: ["conflict"],
  }),
  listAccountsOfEmployee: route({
    name: "listAccountsOfEmployee",
    method: "GET",
    path: "/employees/{id}/accounts",
    summary:
      "An employee's accounts by name: personal ones, and shared ones that were given to them or to a group of theirs",
    tag,
    access: "session",
    roles: seeing,
    params: byId,
    query: accountListQuery,
    success: { status: 200, body: listOf(accountOfEmployee) },
    refusals: [],
  }),
  listOwnAccounts: route({
    name: "listOwnAccounts",
    method: "GET",
    path: "/profile/accounts",
    summary: "One's own accounts, by name",
    tag,
    access: "session",
    query: accountListQuery,
    success: { status: 200, body: listOf(ownAccount) },
    refusals: [],
  }),
  getOwnAccount: route({
    name: "getOwnAccount",
    method: "GET",
    path: "/profile/accounts/{id}",
    summary: "One of one's own accounts",
    tag,
    access: "session",
    params: byId,
    success: { status: 200, body: ownAccount },
    refusals: [],
  }),
  listAccounts: route({
    name: "listAccounts",
    method: "GET",
    path: "/accounts",
    summary: "All personal and shared accounts, by name; where something is searched for, by the words that were found",
    tag,
    access: "session",
    roles: seeing,
    query: accountListQuery.extend({
      search: accountSearch
        .optional()
        .describe("Beginnings of words of the name, the addresses, the login or the employee"),
    }),
    success: { status: 200, body: listOf(account) },
    refusals: [],
  }),
  getAccount: route({
    name: "getAccount",
    method: "GET",
    path: "/accounts/{id}",
    summary: "One account",
    tag,
    access: "session",
    roles: seeing,
    params: byId,
    success: { status: 200, body: account },
    refusals: [],
  }),
  changeAccount: route({
    name: "changeAccount",
    method: "PATCH",
    path: "/accounts/{id}",
    summary: "Change what can be read of an account",
    tag,
    access: "session",
    roles: changing,
    params: byId,
    body: withRightLogin(z.strictObject({ revision, ...accountDetails })),
    largestBodyBytes: 192 * 1024,
    success: { status: 200, body: account },
    refusals: ["conflict"],
  }),
  deleteAccount: route({
    name: "deleteAccount",
    method: "DELETE",
    path: "/accounts/{id}",
    summary: "Delete an account for good, a shared one for all who have it",
    tag,
    access: "session",
    roles: changing,
    fresh: true,
    params: byId,
    success: { status: 204, body: empty },
    refusals: ["reauthentication_required"],
  }),
  getSealedPart: route({
    name: "getSealedPart",
    method: "GET",
    path: "/accounts/{id}/sealed",
    summary: "The sealed part, to be opened with the organisation key; on record",
    tag,
    access: "session",
    roles: changing,
    fresh: true,
    params: byId,
    query: z.strictObject({
      purpose: z
        .enum(openingPurposes)
        .describe("What will be looked at; `edit`: to seal it again with something else in it"),
    }),
    success: { status: 200, body: sealedPart },
    refusals: ["reauthentication_required"],
  }),
  changeSealedPart: route({
    name: "changeSealedPart",
    method: "PUT",
    path: "/accounts/{id}/sealed",
    summary: "Put a new password, OTP secret or notes in the place of the old; revision + 1 stands in what is sealed",
    tag,
    access: "session",
    roles: changing,
    params: byId,
    body: z.strictObject({
      revision,
      sealed,
      sealedTo,
      changed: z
        .array(z.enum(sealedChanges))
        .max(sealedChanges.length)
        .refine((parts) => new Set(parts).size === parts.length, "One is named twice.")
        .default([])
        .describe("What is new, for the audit: the server cannot see it. Empty: not said"),
    }),
    largestBodyBytes: longestSealedRequestBytes,
    success: { status: 200, body: account },
    refusals: ["conflict"],
  }),

  listSealedToOldKey: route({
    name: "listSealedToOldKey",
    method: "GET",
    path: "/organisation-key/{id}/accounts",
    summary:
      "Accounts that this key can open and the organisation key of now cannot, with their sealed parts; on record",
    tag,
    access: "session",
    roles: changing,
    fresh: true,
    params: byId,
    query: listQuery.extend({ cursor: id.optional(), limit: z.coerce.number().int().min(1).max(50).default(20) }),
    success: { status: 200, body: listOf(sealedPart.extend({ name: z.string() })) },
    refusals: ["reauthentication_required"],
  }),
  resealAccount: route({
    name: "resealAccount",
    method: "PUT",
    path: "/accounts/{id}/resealed",
    summary: "The same content sealed to other keys; the revision stays",
    tag,
    access: "session",
    roles: changing,
    params: byId,
    body: z.strictObject({
      sealedRevision: z.int().min(1).describe("Of the sealed part that was opened; 409 when it is not the latest"),
      sealed,
      sealedTo,
    }),
    largestBodyBytes: longestSealedRequestBytes,
    success: { status: 200, body: account },
    refusals: ["conflict"],
  }),
} as const;
