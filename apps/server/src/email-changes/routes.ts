// The routes of a change of one's own email.
import { answer, type Handlers } from "../http/api.ts";
import * as service from "./service.ts";

export function emailChangeHandlers(
  deps: service.EmailChangeDeps,
): Pick<Handlers, "requestEmailChange" | "confirmEmailChange"> {
  return {
    requestEmailChange: async ({ access, origin, body }) => {
      const result = await service.requestChange(deps, { ...access, origin }, body.newEmail);
      return result.ok ? answer(null) : result;
    },
    confirmEmailChange: async ({ body, origin }) => {
      const result = await service.confirmChange(deps, body.token, origin);
      return result.ok ? answer({ email: result.value }) : result;
    },
  };
}
