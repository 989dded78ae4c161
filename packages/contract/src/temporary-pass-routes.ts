// The routes of temporary passes: for a person who has lost every factor.
import { z } from "zod";
import { authenticated, empty, id, listOf, temporaryPass, time } from "./answers.ts";
import { passReason } from "./limits.ts";
import { linkToken } from "./people-routes.ts";
import { route } from "./route.ts";

const byId = z.object({ id });
const tag = "Temporary passes";
const changing = ["administrator"] as const;

export const temporaryPassRoutes = {
  issueTemporaryPass: route({
    name: "issueTemporaryPass",
    method: "POST",
    path: "/employees/{id}/temporary-pass",
    summary: "Issue a pass for a person who has lost every factor; it replaces one that is open",
    tag,
    access: "session",
    roles: changing,
    fresh: true,
    params: byId,
    body: z.strictObject({ reason: passReason }),
    success: {
      status: 201,
      body: z.object({
        id,
        pass: z.string().describe("24 characters in groups; shown once, to be handed to the person"),
        needsApproval: z.boolean(),
        expiresAt: time,
      }),
    },
    refusals: ["conflict", "reauthentication_required"],
  }),
  listTemporaryPasses: route({
    name: "listTemporaryPasses",
    method: "GET",
    path: "/temporary-passes",
    summary: "Passes that wait for approval or can be used, all of them",
    tag,
    access: "session",
    roles: ["administrator", "auditor"],
    success: { status: 200, body: listOf(temporaryPass) },
    refusals: [],
  }),
  approveTemporaryPass: route({
    name: "approveTemporaryPass",
    method: "POST",
    path: "/temporary-passes/{id}/approve",
    summary: "Approve a pass that another administrator issued",
    tag,
    access: "session",
    roles: changing,
    fresh: true,
    params: byId,
    success: { status: 200, body: temporaryPass },
    refusals: ["conflict", "reauthentication_required"],
  }),
  withdrawTemporaryPass: route({
    name: "withdrawTemporaryPass",
    method: "DELETE",
    path: "/temporary-passes/{id}",
    summary: "Take a pass back",
    tag,
    access: "session",
    roles: changing,
    params: byId,
    success: { status: 204, body: empty },
    refusals: [],
  }),
  stopTemporaryPass: route({
    name: "stopTemporaryPass",
    method: "POST",
    path: "/temporary-passes/stop",
    summary: "Stop a pass with the link of the mail that told of it",
    tag,
    access: "public",
    body: z.strictObject({ token: linkToken }),
    success: { status: 204, body: empty },
    refusals: ["too_many_attempts"],
  }),
  stopOwnTemporaryPass: route({
    name: "stopOwnTemporaryPass",
    method: "DELETE",
    path: "/profile/temporary-pass",
    summary: "Stop a pass that was issued for oneself",
    tag,
    access: "session",
    success: { status: 204, body: empty },
    refusals: [],
  }),
  logInWithTemporaryPass: route({
    name: "logInWithTemporaryPass",
    method: "POST",
    path: "/login/temporary-pass",
    summary: "Second step: a temporary pass, which leads only to setting up a new factor",
    tag: "Log-in",
    access: "pending_login",
    body: z.strictObject({ code: z.string().min(1, "Enter the pass.").max(64, "A pass is shorter.") }),
    success: { status: 200, body: authenticated },
    refusals: ["invalid_code", "too_many_attempts"],
  }),
} as const;
