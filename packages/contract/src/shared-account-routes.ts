// The routes of shared accounts: made once, given to employees and groups, and taken back from one without the others.
import { z } from "zod";
import { recipients, sharedAccount, sharedAccountEmployee, sharedAccountGroup } from "./account-answers.ts";
import { accountSearch } from "./account-fields.ts";
import { accountListQuery, newAccount } from "./account-routes.ts";
import { empty, id, listOf } from "./answers.ts";
import { listQuery } from "./limits.ts";
import { route } from "./route.ts";
import { longestSealedRequestBytes } from "./sealed.ts";

const byId = z.object({ id });
const tag = "Accounts";
const seeing = ["administrator", "auditor"] as const;
const changing = ["administrator"] as const;
const toEmployee = z.object({ id, employeeId: id });
const toGroup = z.object({ id, groupId: id });

export const sharedAccountRoutes = {
  listSharedAccounts: route({
    name: "listSharedAccounts",
    method: "GET",
    path: "/shared-accounts",
    summary: "Shared accounts, by name; where something is searched for, by the words that were found",
    tag,
    access: "session",
    roles: seeing,
    query: accountListQuery.extend({
      search: accountSearch.optional().describe("Beginnings of words of the name, the addresses or the login"),
    }),
    success: { status: 200, body: listOf(sharedAccount) },
    refusals: [],
  }),
  getRecipientsOfNewSharedAccount: route({
    name: "getRecipientsOfNewSharedAccount",
    method: "GET",
    path: "/shared-accounts/recipients",
    summary: "Whom a shared account is sealed to that nobody has yet",
    tag,
    access: "session",
    roles: changing,
    success: { status: 200, body: recipients },
    refusals: [],
  }),
  createSharedAccount: route({
    name: "createSharedAccount",
    method: "POST",
    path: "/shared-accounts",
    summary: "Create a shared account; it is given to nobody yet",
    tag,
    access: "session",
    roles: changing,
    body: newAccount,
    largestBodyBytes: longestSealedRequestBytes,
    success: { status: 201, body: sharedAccount },
    refusals: ["conflict"],
  }),
  getSharedAccount: route({
    name: "getSharedAccount",
    method: "GET",
    path: "/shared-accounts/{id}",
    summary: "One shared account",
    tag,
    access: "session",
    roles: seeing,
    params: byId,
    success: { status: 200, body: sharedAccount },
    refusals: [],
  }),
  listEmployeesOfSharedAccount: route({
    name: "listEmployeesOfSharedAccount",
    method: "GET",
    path: "/shared-accounts/{id}/employees",
    summary: "Employees whom it was given to, without those of its groups",
    tag,
    access: "session",
    roles: seeing,
    params: byId,
    query: listQuery.extend({ cursor: id.optional() }),
    success: { status: 200, body: listOf(sharedAccountEmployee) },
    refusals: [],
  }),
  listGroupsOfSharedAccount: route({
    name: "listGroupsOfSharedAccount",
    method: "GET",
    path: "/shared-accounts/{id}/groups",
    summary: "Groups that it was given to",
    tag,
    access: "session",
    roles: seeing,
    params: byId,
    query: listQuery.extend({ cursor: id.optional() }),
    success: { status: 200, body: listOf(sharedAccountGroup) },
    refusals: [],
  }),
  giveSharedAccount: route({
    name: "giveSharedAccount",
    method: "PUT",
    path: "/shared-accounts/{id}/employees/{employeeId}",
    summary: "Give it to an employee",
    tag,
    access: "session",
    roles: changing,
    params: toEmployee,
    success: { status: 204, body: empty },
    refusals: ["conflict"],
  }),
  takeSharedAccount: route({
    name: "takeSharedAccount",
    method: "DELETE",
    path: "/shared-accounts/{id}/employees/{employeeId}",
    summary: "Take it from an employee; the others keep it",
    tag,
    access: "session",
    roles: changing,
    params: toEmployee,
    success: { status: 204, body: empty },
    refusals: [],
  }),
  giveSharedAccountToGroup: route({
    name: "giveSharedAccountToGroup",
    method: "PUT",
    path: "/shared-accounts/{id}/groups/{groupId}",
    summary: "Give it to all who are in a group, now or later",
    tag,
    access: "session",
    roles: changing,
    params: toGroup,
    success: { status: 204, body: empty },
    refusals: [],
  }),
  takeSharedAccountFromGroup: route({
    name: "takeSharedAccountFromGroup",
    method: "DELETE",
    path: "/shared-accounts/{id}/groups/{groupId}",
    summary: "Take it from a group; who was given it in another way keeps it",
    tag,
    access: "session",
    roles: changing,
    params: toGroup,
    success: { status: 204, body: empty },
    refusals: [],
  }),
} as const;
