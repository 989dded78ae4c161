// The routes of groups: employees that are given the same. A group is in no other group.
import { z } from "zod";
import { deletion, empty, group, id, listOf } from "./answers.ts";
import { groupDescription, groupName, listQuery, mostMembersAtOnce } from "./limits.ts";
import { route } from "./route.ts";

const byId = z.object({ id });
const tag = "Groups";
const seeing = ["administrator", "auditor"] as const;
const changing = ["administrator"] as const;
const employeeIds = z.array(id).max(mostMembersAtOnce, `At most ${mostMembersAtOnce} employees at once.`);

export const groupRoutes = {
  listGroups: route({
    name: "listGroups",
    method: "GET",
    path: "/groups",
    summary: "Groups, by name; their members: `GET /employees?groupId=`",
    tag,
    access: "session",
    roles: seeing,
    query: listQuery.extend({
      cursor: z.string().max(1024).optional(),
      search: z.string().max(100).optional().describe("Beginnings of words of the name"),
    }),
    success: { status: 200, body: listOf(group) },
    refusals: [],
  }),
  createGroup: route({
    name: "createGroup",
    method: "POST",
    path: "/groups",
    summary: "Make a group",
    tag,
    access: "session",
    roles: changing,
    body: z.strictObject({ name: groupName, description: groupDescription.default("") }),
    success: { status: 201, body: group },
    refusals: ["conflict"],
  }),
  getGroup: route({
    name: "getGroup",
    method: "GET",
    path: "/groups/{id}",
    summary: "One group",
    tag,
    access: "session",
    roles: seeing,
    params: byId,
    success: { status: 200, body: group },
    refusals: [],
  }),
  changeGroup: route({
    name: "changeGroup",
    method: "PATCH",
    path: "/groups/{id}",
    summary: "Rename or describe a group",
    tag,
    access: "session",
    roles: changing,
    params: byId,
    body: z.strictObject({
      revision: z.int().min(1).describe("The one that was seen; 409 when it is not the latest"),
      name: groupName.optional(),
      description: groupDescription.optional(),
    }),
    success: { status: 200, body: group },
    refusals: ["conflict"],
  }),
  changeMembers: route({
    name: "changeMembers",
    method: "PATCH",
    path: "/groups/{id}/members",
    summary: "Add employees to a group and remove others; who is in or out already stays so",
    tag,
    access: "session",
    roles: changing,
    params: byId,
    body: z.strictObject({ add: employeeIds.default([]), remove: employeeIds.default([]) }),
    success: { status: 200, body: z.object({ added: z.int(), removed: z.int(), group }) },
    refusals: [],
  }),
  getGroupDeletion: route({
    name: "getGroupDeletion",
    method: "GET",
    path: "/groups/{id}/deletion",
    summary: "What would go if the group were deleted",
    tag,
    access: "session",
    roles: changing,
    params: byId,
    success: { status: 200, body: deletion },
    refusals: [],
  }),
  deleteGroup: route({
    name: "deleteGroup",
    method: "DELETE",
    path: "/groups/{id}",
    summary: "Delete a group; its members stay",
    tag,
    access: "session",
    roles: changing,
    fresh: true,
    params: byId,
    success: { status: 204, body: empty },
    refusals: ["reauthentication_required"],
  }),
} as const;
