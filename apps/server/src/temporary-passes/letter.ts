// The mail that tells a person of a temporary pass, with a link to stop it. The pass itself is not in it.
import { inTransaction } from "../database/database.ts";
import { findEmployee } from "../employees/service.ts";
import { linkAddress } from "../links/service.ts";
import type { LetterWriter } from "../mail/delivery.ts";
import type { TemporaryPassId } from "../security/ids.ts";
import { newToken } from "../security/tokens.ts";
import type { PassDeps } from "./service.ts";
import * as store from "./store.ts";

/** What stands in the outbox: the mail is sent also when the pass is gone by then. */
interface IssuedMail {
  readonly pass: TemporaryPassId;
  readonly by: string;
  readonly reason: string;
}

export function temporaryPassWriter({ db, ids, outside }: PassDeps): LetterWriter {
  return async ({ employee_id, data }) => {
    const employee = employee_id === null ? null : await findEmployee(db, employee_id);
    if (!employee) return null;
    const { pass: id, by, reason } = JSON.parse(data) as IssuedMail;
    const { token, hash } = newToken(ids.random);
    const pass = await inTransaction(db, async (tx) => {
      const found = await store.findAlive(tx, id, ids.clock.nowMs());
      if (found) await store.setStopHash(tx, id, hash);
      return found;
    });
    const url = linkAddress(outside, "temporary_passes", token);
    return {
      subject: "A temporary pass was issued for you",
      greeting: `Hello ${employee.name},`,
      paragraphs: [
        "An administrator issued a temporary pass for your account. With it and your password somebody can set up a new second factor; the ones you have will stop working.",
      ],
      facts: [
        ["By", by],
        ["Reason", reason],
        ["Works", whenItWorks(pass)],
      ],
      ...(pass ? { action: { label: "This was not me: stop it", url } } : {}),
      afterAction: [pass ? ifYouAsked : ifItIsOver],
    };
  };
}

const ifYouAsked = "If you asked for it, there is nothing to do: the administrator gives you the pass.";
const ifItIsOver = "If you did not ask for it, tell an administrator at once.";

function whenItWorks(pass: store.PassRow | null): string {
  if (pass === null) return "no longer";
  if (pass.used_at !== null) return "once, and it was used already";
  return pass.approved_at === null ? "after another administrator has approved it" : "now";
}
