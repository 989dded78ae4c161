// The routes of mail: how it is doing, and a test mail.
import type { SmtpServer } from "../config/smtp-url.ts";
import { answer, type Handlers } from "../http/api.ts";
import { type MailStatusDeps, queueTestMail } from "./status.ts";
import { countMails } from "./store.ts";

export function mailHandlers(
  deps: MailStatusDeps,
  smtp: SmtpServer | null,
): Pick<Handlers, "getMail" | "sendTestMail"> {
  return {
    getMail: async () => {
      const server = smtp === null ? null : `${smtp.host}:${smtp.port}`;
      return answer({ configured: smtp !== null, server, from: smtp?.from ?? null, ...(await countMails(deps.db)) });
    },
    sendTestMail: async ({ access, origin }) => {
      const result = await queueTestMail(deps, { ...access, origin });
      return result.ok ? answer(null) : result;
    },
  };
}
