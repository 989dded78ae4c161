// What is offered must be able to work, and what cannot must not be offered: a menu that only refuses teaches nothing.
import { expect, it } from "vitest";
import { type Action, actionsFor } from "./actions.ts";

const me = "01";
const someone = { id: "02", status: "active", twoFactor: true } as const;

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
    { ...someone, status: "invited", twoFactor: false },
    ["change_role", "resend_invitation", "withdraw_invitation"],
  ],
  [
    "a deactivated person: no link, no pass",
    { ...someone, status: "deactivated" },
    ["change_role", "reactivate", "delete"],
  ],
])("%s", (_, person, actions) => {
  expect(actionsFor(person, me)).toEqual(actions);
});
