// What a person can change of themselves.
import { api } from "../session/api.ts";
import { useChange } from "../session/change.ts";

export const useChangeName = () =>
  useChange((name: string) => api.changeName({ body: { name } }), ["session", "events"]);

export const useChangePassword = () =>
  useChange(
    (body: { currentPassword: string; newPassword: string }) => api.changePassword({ body }),
    ["session", "sessions", "events"],
  );

/** Asks for the change: the email stays until the link at the new address is opened. */
export const useRequestEmail = () =>
  useChange((newEmail: string) => api.requestEmailChange({ body: { newEmail } }), ["events"]);
