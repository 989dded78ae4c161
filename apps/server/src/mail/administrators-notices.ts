// The words of the mails that tell administrators what another of them, or the command line, has done.
import type { LetterWriter } from "./delivery.ts";
import type { Letter } from "./letter.ts";
import type { AdministratorsNoticedEvent } from "./noticing.ts";
import { whenAndWhere } from "./origins.ts";
import type { MailData } from "./outbox.ts";

interface Words {
  readonly subject: string;
  readonly text: string;
}

const newAdministrator = "There is a new administrator";
const oneLess = "There is one administrator less";

const words: Record<AdministratorsNoticedEvent, (data: MailData) => Words> = {
  "employee.created": () => ({
    subject: newAdministrator,
    text: "Somebody was added as an administrator.",
  }),
  "invitation.sent": () => ({
    subject: "An administrator was invited",
    text: "Somebody was invited to be an administrator, and is one as soon as the invitation is accepted. It can be withdrawn on the page “Administrators” until then.",
  }),
  "invitation.accepted": () => ({
    subject: newAdministrator,
    text: "Somebody who was invited to be an administrator has accepted, and can log in now.",
  }),
  "employee.role_changed": ({ to }) =>
    to === "administrator"
      ? { subject: newAdministrator, text: "Somebody who was here before is an administrator now." }
      : { subject: oneLess, text: `Somebody who was an administrator is an ${to} now.` },
  "email.changed": ({ from, to }) => ({
    subject: "The email of an administrator was changed",
    text: `It was ${from} and is ${to} now: links to choose a new password go there.`,
  }),
  "employee.deactivated": () => ({ subject: oneLess, text: "An administrator was deactivated and cannot log in." }),
  "employee.reactivated": () => ({
    subject: newAdministrator,
    text: "An administrator who had been deactivated can log in again.",
  }),
  "employee.deleted": () => ({ subject: oneLess, text: "An administrator was deleted." }),
  "temporary_pass.issued": ({ needsApproval }) => ({
    subject: "A temporary pass was issued",
    text: `With it and the password of the person somebody can set up a new second factor in their name. ${
      needsApproval
        ? "It does not work before another administrator has approved it: make sure of the person yourself before you do, on the page “Administrators”."
        : "It works now. It can be withdrawn on the page “Administrators”."
    }`,
  }),
  "key.reported_lost": ({ name }) => ({
    subject: "A key was reported lost",
    text: `The key “${name}” is suspended: it gets nothing, and locks at its next contact. Ask the person, and then end it or let it go on, on the page “Keys”. If somebody else may have it and its PIN, report it as compromised.`,
  }),
  "temporary_pass.approved": () => ({
    subject: "A temporary pass was approved",
    text: "It works from now on: with it and the password of the person somebody can set up a new second factor in their name. It can be withdrawn on the page “Administrators”.",
  }),
};

export const administratorsNoticeWriter: LetterWriter = async ({ data }) => letter(JSON.parse(data) as MailData);

function letter(data: MailData): Letter {
  const { subject, text } = words[data.event as AdministratorsNoticedEvent](data);
  return {
    subject,
    greeting: `Hello ${data.greeted},`,
    paragraphs: [text],
    facts: [
      ["Person", String(data.who)],
      ["By", data.by === null ? "the command line of the server" : String(data.by)],
      ...(data.reason === undefined ? [] : ([["Reason", String(data.reason)]] as const)),
      ...whenAndWhere(data),
    ],
    afterAction: [
      "You are told because you are an administrator. If you know of it, there is nothing to do. If not, look at the audit, and ask whoever did it, in person.",
    ],
  };
}
