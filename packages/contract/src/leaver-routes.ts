// The routes of leavers: what they could have seen, and ticking it off.
import { z } from "zod";
import { id, listOf } from "./answers.ts";
import { leaver, leaverEntry, leaverStates } from "./leaver-answers.ts";
import { leaverReason, listQuery } from "./limits.ts";
import { route } from "./route.ts";

const byId = z.object({ id });
const entryOf = z.object({ id, accountId: id });
const tag = "Leavers";
const seeing = ["administrator", "auditor"] as const;
const changing = ["administrator"] as const;

export const leaverRoutes = {
  listLeavers: route({
    name: "listLeavers",
    method: "GET",
    path: "/leavers",
    summary: "Lists of those who left, the latest first; those that are open, where nothing else is asked for",
    tag,
    access: "session",
    roles: seeing,
    query: listQuery.extend({
      cursor: id.optional(),
      state: z.enum([...leaverStates, "all"]).default("open"),
      employeeId: id.optional().describe("Only those of one employee"),
      keyId: id.optional().describe("Only that of one key, which is compromised"),
    }),
    success: { status: 200, body: listOf(leaver) },
    refusals: [],
  }),
  getLeaver: route({
    name: "getLeaver",
    method: "GET",
    path: "/leavers/{id}",
    summary: "One leaver's list",
    tag,
    access: "session",
    roles: seeing,
    params: byId,
    success: { status: 200, body: leaver },
    refusals: [],
  }),
  listLeaverEntries: route({
    name: "listLeaverEntries",
    method: "GET",
    path: "/leavers/{id}/entries",
    summary: "The accounts on a leaver's list, by name",
    tag,
    access: "session",
    roles: seeing,
    params: byId,
    query: listQuery.extend({
      cursor: z.string().max(1024).optional(),
      state: z.enum(["open", "done", "all"]).default("all"),
    }),
    success: { status: 200, body: listOf(leaverEntry) },
    refusals: [],
  }),
  tickLeaverEntry: route({
    name: "tickLeaverEntry",
    method: "POST",
    path: "/leavers/{id}/entries/{accountId}/tick",
    summary: "Tick an account off by hand; one that is done already stays as it is",
    tag,
    access: "session",
    roles: changing,
    params: entryOf,
    success: { status: 200, body: leaverEntry },
    refusals: ["conflict"],
  }),
  untickLeaverEntry: route({
    name: "untickLeaverEntry",
    method: "POST",
    path: "/leavers/{id}/entries/{accountId}/untick",
    summary: "Take a tick by hand back; one that is open stays as it is",
    tag,
    access: "session",
    roles: changing,
    params: entryOf,
    success: { status: 200, body: leaverEntry },
    refusals: ["conflict"],
  }),
  closeLeaver: route({
    name: "closeLeaver",
    method: "POST",
    path: "/leavers/{id}/close",
    summary: "Close a list on which something is still to be changed",
    tag,
    access: "session",
    roles: changing,
    params: byId,
    body: z.strictObject({ reason: leaverReason }),
    success: { status: 200, body: leaver },
    refusals: ["conflict"],
  }),
  previewLeaving: route({
    name: "previewLeaving",
    method: "GET",
    path: "/employees/{id}/leaving",
    summary: "How many accounts would be on the list if the employee left now",
    tag,
    access: "session",
    roles: changing,
    params: byId,
    success: { status: 200, body: z.object({ accounts: z.int() }) },
    refusals: [],
  }),
} as const;
