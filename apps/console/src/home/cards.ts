// What Home says of each next step, and where its button leads.
import type { NextStep } from "@hesper/contract";
import { counted, exactTime } from "../brand/times.ts";
import { waitingWords } from "../deliveries/words.ts";
import { openOfAll } from "../leavers/words.ts";

/** `stop_pass` asks before it does something; the others lead to a page. */
export type Goal =
  | "second_factor"
  | "add_authenticator"
  | "administrators"
  | "policy"
  | "audit"
  | "organisation_key"
  | "keys"
  | "locked_keys"
  | "leaver"
  | "stop_pass";

export interface Card {
  readonly title: string;
  readonly text: string;
  /** Names and what they are, below the text. */
  readonly facts?: readonly (readonly [label: string, value: string])[];
  readonly action: string;
  readonly goal: Goal;
  /** Whose list `leaver` leads to. */
  readonly leaver?: string;
  readonly color: "amber" | "red";
  readonly icon: "factor" | "codes" | "warning" | "pass" | "mail" | "key" | "left";
}

type Step<C extends NextStep["code"]> = Extract<NextStep, { code: C }>;

export function cardOf(step: NextStep): Card {
  switch (step.code) {
    case "set_up_second_factor":
      return setUpCard(step);
    case "replace_lost_factors":
      return {
        title: "Set up a new second factor",
        text: "You came in with a temporary pass. Everything else opens when the new factor is set up; the lost ones stop working.",
        action: "Add authenticator app",
        goal: "add_authenticator",
        color: "amber",
        icon: "factor",
      };
    case "temporary_pass_issued":
      return issuedCard(step);
    case "approve_temporary_pass":
      return {
        title: `A temporary pass for ${step.name} waits for your approval`,
        text: `${step.by} issued it. It lets nobody in before another administrator has approved it.`,
        action: "Look at it",
        goal: "administrators",
        color: "amber",
        icon: "pass",
      };
    case "mail_failing":
      return {
        title: "Mail is not getting through",
        text: `${counted(step.failed, "mail")} could not be delivered in the last days. People may miss what happens to their account.`,
        action: "Look at the mail",
        goal: "policy",
        color: "red",
        icon: "mail",
      };
    case "audit_head":
      return {
        ...auditHeadWords[step.trouble],
        action: "Open the audit",
        goal: "audit",
        color: "red",
        icon: "warning",
      };
    case "leaver":
      return {
        ...leaverWords(step),
        action: "Open the list",
        goal: "leaver",
        leaver: step.leaver,
        color: "amber",
        icon: step.key === undefined ? "left" : "key",
      };
    case "make_organisation_key":
      return {
        title: "Make the organisation key",
        text: "It opens every account if an employee loses their key, and lets you hand accounts to new keys. It is made in your browser; the server cannot use it.",
        action: "Make the organisation key",
        goal: "organisation_key",
        color: "amber",
        icon: "key",
      };
    case "finish_key_replacement":
      return {
        title: "The organisation key is being replaced",
        text: `${step.by} began it. Unlock the old key and go on, until nothing is sealed to it any more.`,
        action: "Go on",
        goal: "organisation_key",
        color: "amber",
        icon: "key",
      };
    case "accounts_wait":
      return {
        title: waitingWords(step),
        text: "Unlock the organisation key and press Deliver; where another key of the employee has them, that one hands them on too.",
        action: "Deliver",
        goal: "keys",
        color: "amber",
        icon: "key",
      };
    case "keys_locked":
      return {
        title: `${counted(step.keys, "key")} ${step.keys === 1 ? "is" : "are"} locked`,
        text: "Too many wrong PINs were entered. Ask whoever has the key whether it was them, and unlock it or report it.",
        action: step.keys === 1 ? "Look at the key" : "Look at the keys",
        goal: "locked_keys",
        color: "amber",
        icon: "key",
      };
    case "save_recovery_codes":
      return {
        title: "Save your recovery codes",
        text: "They let you in when your phone is lost. They were shown once; if you have not kept them, make new ones.",
        action: "Reset recovery codes",
        goal: "second_factor",
        color: "amber",
        icon: "codes",
      };
    case "factor_disabled":
      return disabledCard(step);
    case "recovery_codes_low":
      return fewCodesCard(step);
  }
}

function leaverWords({ name, key, open, accounts }: Step<"leaver">): Pick<Card, "title" | "text"> {
  const left = `${openOfAll(open, accounts)} still to be changed`;
  if (key === undefined) {
    return {
      title: `Left: ${name} — ${left}`,
      text: "They could have seen the passwords and OTP secrets. Change each where it is used, and tick it off.",
    };
  }
  return {
    title: `Compromised: ${key}, key of ${name} — ${left}`,
    text: "Whoever has the key may know the passwords and OTP secrets. Change each where it is used, and tick it off.",
  };
}

const auditHeadWords: Record<Step<"audit_head">["trouble"], Pick<Card, "title" | "text">> = {
  lost: {
    title: "The audit was cut off or rewritten",
    text: "It does not hold the head that the server keeps in a file. Keep that file as evidence, and run on the server: npx hesper audit verify",
  },
  unreadable: {
    title: "The kept head of the audit cannot be read",
    text: "The file that HESPER_AUDIT_HEAD_FILE names cannot be read, or holds something else. Look at it on the server; if it is damaged, move it away: then a new one is written.",
  },
  behind: {
    title: "The head of the audit is not kept",
    text: "The latest head does not get into the file that HESPER_AUDIT_HEAD_FILE names. Look at its disk, and at the log of the server.",
  },
};

function setUpCard({ dueAt }: Step<"set_up_second_factor">): Card {
  const due =
    dueAt === null
      ? ""
      : ` Your organisation asks you for one by ${exactTime(dueAt)}; then only its set-up is open to you.`;
  return {
    title: "Set up a second factor",
    text: `With a code of your phone beside the password, a stolen password alone opens nothing. It takes a minute.${due}`,
    action: "Add authenticator app",
    goal: "add_authenticator",
    color: "amber",
    icon: "factor",
  };
}

function issuedCard({ by, reason, expiresAt }: Step<"temporary_pass_issued">): Card {
  return {
    title: "A temporary pass was issued for you",
    text: "With it and your password somebody can set up a new second factor in place of yours. If you did not ask for it, stop it.",
    facts: [
      ["By", by],
      ["Reason", reason],
      ["Until", exactTime(expiresAt)],
    ],
    action: "This was not me: stop it",
    goal: "stop_pass",
    color: "red",
    icon: "pass",
  };
}

function disabledCard({ factor }: Step<"factor_disabled">): Card {
  const isApp = factor === "totp";
  return {
    title: isApp ? "Your authenticator app is switched off" : "Your recovery codes are switched off",
    text: "There were 100 wrong codes in a row. If it was not you, somebody knows your password: tell an administrator.",
    action: isApp ? "Set up authenticator app" : "Reset recovery codes",
    goal: isApp ? "add_authenticator" : "second_factor",
    color: "red",
    icon: "warning",
  };
}

function fewCodesCard({ left }: Step<"recovery_codes_low">): Card {
  return {
    title:
      left === 0
        ? "You have no recovery code left"
        : `Only ${left} recovery ${left === 1 ? "code is" : "codes are"} left`,
    text: "Make new ones while your authenticator app still works. The old ones stop working.",
    action: "Reset recovery codes",
    goal: "second_factor",
    color: left === 0 ? "red" : "amber",
    icon: "warning",
  };
}
