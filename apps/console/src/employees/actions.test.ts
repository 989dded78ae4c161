// What is offered must be able to work, and what cannot must not be offered: a menu that only refuses teaches nothing.
import { expect, it } from "vitest";
import { type Action, actionsFor } from "./actions.ts";

const me = "01";
const someone = { id: "02", status: "active", twoFactor: true, hasLogIn: true, invitationExpiresAt: null } as const;
const withoutLogIn = { ...someone, twoFactor: false, hasLogIn: false } as const;
const until = "2026-03-08T12:00:00.000Z";

it.each<[string, Parameters<typeof actionsFor>[0], Action[]]>([
  [
    "an active person with a second factor",
    someone,
    ["change_role", "password_link", "temporary_pass", "deactivate", "delete"],
  ],
  [
    "an active person without one: no pass",
    { ...someone, twoFactor: false },
    ["change_role", "password_link", "deactivate", "delete"],
  ],
  ["oneself: no pass", { ...someone, id: me }, ["change_role", "password_link", "deactivate", "delete"]],
  [
    "an invited person: no password yet, nothing to deactivate",
    { ...withoutLogIn, status: "invited", invitationExpiresAt: until },
    ["change_role", "resend_invitation", "withdraw_invitation"],
  ],
  ["an employee without a log-in", withoutLogIn, ["change_role", "invite", "deactivate", "delete"]],
  [
    "an employee without a log-in who was invited",
    { ...withoutLogIn, invitationExpiresAt: until },
    ["change_role", "resend_invitation", "withdraw_invitation", "deactivate", "delete"],
  ],
  [
    "a deactivated person: no link, no pass",
    { ...someone, status: "deactivated" },
    ["change_role", "reactivate", "delete"],
  ],
])("%s", (_, person, actions) => {
  expect(actionsFor(person, me)).toEqual(actions);
});
