// The routes of a person's own keys, as the person looks at them in the console.
import { z } from "zod";
import { id, listOf } from "./answers.ts";
import { deliveryOfKey, newOwnActivation, ownKey } from "./key-answers.ts";
import { deliveryStatuses, keyName } from "./keys.ts";
import { addableKeys, listQuery } from "./limits.ts";
import { route } from "./route.ts";

const byId = z.object({ id });
const tag = "Profile";
const pageQuery = listQuery.extend({ cursor: z.string().max(1024).optional() });

export const profileKeyRoutes = {
  listOwnKeys: route({
    name: "listOwnKeys",
    method: "GET",
    path: "/profile/keys",
    summary: "One's own keys, the latest first",
    tag,
    access: "session",
    query: pageQuery,
    success: {
      status: 200,
      body: listOf(ownKey).extend({
        mayAdd: z.enum(addableKeys).describe("Which keys the policy lets one add by oneself"),
      }),
    },
    refusals: [],
  }),
  createOwnKey: route({
    name: "createOwnKey",
    method: "POST",
    path: "/profile/keys",
    summary: "Make a software key for oneself, where the policy allows it; its link and code activate it once",
    tag,
    access: "session",
    fresh: true,
    body: z.strictObject({ name: keyName }),
    success: { status: 201, body: newOwnActivation },
    refusals: ["conflict", "forbidden", "reauthentication_required"],
  }),
  renewOwnActivation: route({
    name: "renewOwnActivation",
    method: "POST",
    path: "/profile/keys/{id}/activation",
    summary: "Another link and code for a key of one's own that was not activated; those of before stop working",
    tag,
    access: "session",
    fresh: true,
    params: byId,
    success: { status: 201, body: newOwnActivation },
    refusals: ["conflict", "forbidden", "reauthentication_required"],
  }),
  listDeliveriesOfOwnKey: route({
    name: "listDeliveriesOfOwnKey",
    method: "GET",
    path: "/profile/keys/{id}/deliveries",
    summary: "What one of one's own keys has, gets and is to remove",
    tag,
    access: "session",
    params: byId,
    query: pageQuery.extend({ status: z.enum(deliveryStatuses).optional() }),
    success: { status: 200, body: listOf(deliveryOfKey) },
    refusals: [],
  }),
  reportKeyLost: route({
    name: "reportKeyLost",
    method: "POST",
    path: "/profile/keys/{id}/lost",
    summary: "Report one of one's own keys lost: it is suspended. Said twice, it is the same",
    tag,
    access: "session",
    params: byId,
    body: z.strictObject({
      revision: z.int().min(1).describe("The one that was seen; 409 when it is not the latest"),
    }),
    success: { status: 200, body: ownKey },
    refusals: ["conflict"],
  }),
} as const;
