// The routes of templates: what a new account is prefilled with.
import { z } from "zod";
import { accountTemplate } from "./account-answers.ts";
import { accountApps, accountName, accountTextLengths, accountUrls, loginType } from "./account-fields.ts";
import { accountListQuery } from "./account-routes.ts";
import { empty, id, listOf } from "./answers.ts";
import { route } from "./route.ts";

const byId = z.object({ id });
const tag = "Accounts";
const seeing = ["administrator", "auditor"] as const;
const changing = ["administrator"] as const;
const fields = { name: accountName, urls: accountUrls, apps: accountApps, loginType };

export const accountTemplateRoutes = {
  listAccountTemplates: route({
    name: "listAccountTemplates",
    method: "GET",
    path: "/account-templates",
    summary: "Templates, by name",
    tag,
    access: "session",
    roles: seeing,
    query: accountListQuery.extend({
      search: z.string().max(accountTextLengths.name).optional().describe("The beginning of the name"),
    }),
    success: { status: 200, body: listOf(accountTemplate) },
    refusals: [],
  }),
  createAccountTemplate: route({
    name: "createAccountTemplate",
    method: "POST",
    path: "/account-templates",
    summary: "Create a template; its name is its own",
    tag,
    access: "session",
    roles: changing,
    body: z.strictObject(fields),
    largestBodyBytes: 192 * 1024,
    success: { status: 201, body: accountTemplate },
    refusals: ["conflict"],
  }),
  getAccountTemplate: route({
    name: "getAccountTemplate",
    method: "GET",
    path: "/account-templates/{id}",
    summary: "One template",
    tag,
    access: "session",
    roles: seeing,
    params: byId,
    success: { status: 200, body: accountTemplate },
    refusals: [],
  }),
  changeAccountTemplate: route({
    name: "changeAccountTemplate",
    method: "PATCH",
    path: "/account-templates/{id}",
    summary: "Change a template; accounts that were made from it stay as they are",
    tag,
    access: "session",
    roles: changing,
    params: byId,
    body: z.strictObject({
      revision: z.int().min(1).describe("The one that was seen; 409 when it is not the latest"),
      ...fields,
    }),
    largestBodyBytes: 192 * 1024,
    success: { status: 200, body: accountTemplate },
    refusals: ["conflict"],
  }),
  deleteAccountTemplate: route({
    name: "deleteAccountTemplate",
    method: "DELETE",
    path: "/account-templates/{id}",
    summary: "Delete a template; accounts that were made from it stay",
    tag,
    access: "session",
    roles: changing,
    params: byId,
    success: { status: 204, body: empty },
    refusals: [],
  }),
} as const;
