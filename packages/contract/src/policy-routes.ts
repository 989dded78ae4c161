// The routes of the policy: the settings of the installation, what a change would do, and how mail is doing.
import { z } from "zod";
import { empty, policy, policyEffect } from "./answers.ts";
import { policyFields } from "./limits.ts";
import { route } from "./route.ts";

const tag = "Policy";
const seeing = ["administrator", "auditor"] as const;
const changing = ["administrator"] as const;
const changes = z.strictObject(policyFields).partial();

export const policyRoutes = {
  getPolicy: route({
    name: "getPolicy",
    method: "GET",
    path: "/policy",
    summary: "The settings of the installation",
    tag,
    access: "session",
    roles: seeing,
    success: { status: 200, body: policy },
    refusals: [],
  }),
  previewPolicy: route({
    name: "previewPolicy",
    method: "POST",
    path: "/policy/preview",
    summary: "What a change of the policy would do, and to how many people; changes nothing",
    tag,
    access: "session",
    roles: changing,
    body: changes,
    success: { status: 200, body: z.object({ effects: z.array(policyEffect) }) },
    refusals: [],
  }),
  changePolicy: route({
    name: "changePolicy",
    method: "PATCH",
    path: "/policy",
    summary: "Change settings of the installation",
    tag,
    access: "session",
    roles: changing,
    fresh: true,
    body: changes.extend({ revision: z.int().min(0).describe("The one that was seen; 409 when it is not the latest") }),
    success: { status: 200, body: policy },
    refusals: ["conflict", "reauthentication_required"],
  }),
  getMail: route({
    name: "getMail",
    method: "GET",
    path: "/mail",
    summary: "Whether mail is sent, and what waits",
    tag,
    access: "session",
    roles: seeing,
    success: {
      status: 200,
      body: z.object({
        configured: z.boolean(),
        server: z.string().nullable().describe("Host and port, without the password"),
        from: z.string().nullable(),
        waiting: z.int(),
        failed: z.int().describe("Given up in the last 7 days"),
        lastError: z.string().nullable(),
      }),
    },
    refusals: [],
  }),
  sendTestMail: route({
    name: "sendTestMail",
    method: "POST",
    path: "/mail/test",
    summary: "Send a mail to oneself",
    tag,
    access: "session",
    roles: changing,
    success: { status: 204, body: empty },
    refusals: ["conflict", "too_many_attempts"],
  }),
} as const;
