// What the worker answers to the pages of the extension: what was asked for, or a refusal with a sentence for a person.
import type {
  AccountDetails,
  AccountTrouble,
  KeyRules,
  KeyringProblemCode,
  SecurityKey,
  SyncReport,
} from "@hesper/keyring";
import type { FieldsSeen } from "./from-content.ts";
import type { FillPart, PageRequest } from "./from-pages.ts";
import type { FillProblem } from "./to-content.ts";

/** What only the extension meets. */
export const ownRefusals = {
  /** Not in the closed list of requests, or not from a page of the extension. */
  not_understood: "The extension did not understand that. Close the pop-up, and open it again.",
  failed: "Something went wrong. Try again; if it stays so, restart the browser.",
  /** To be told from `locked`, which only an administrator undoes. */
  asks_pin: "The key is locked. Enter its PIN.",
  asks_pin_again: "The PIN was given too long ago. Nothing was added; begin again.",
  other_site: "This account is for another site. Nothing was filled.",
  no_site: "This page cannot be filled: it is none of a site.",
  insecure_page:
    "This page came over http, and the account is for https. Anybody on the way could read what is filled.",
  no_access: "The browser does not let Hesper into this page. Click on Hesper in the tool bar there, and try again.",
  nothing_to_fill: "There is nothing on this page to fill. Open its log-in form, and try again.",
  not_filled: "The page did not take what was filled. Copy it instead.",
  sends_elsewhere: "The form would send what is filled to another site. Nothing was filled.",
  covered: "The fields are covered by something or cannot be seen. Nothing was filled.",
  no_password: "This account has no password.",
  no_address: "This account has no address to open.",
  offer_gone: "This offer is gone. Add the account by hand.",
  other_name: "This is not the name of the key. Nothing was removed.",
} as const;

export type RefusalCode = KeyringProblemCode | keyof typeof ownRefusals;

export interface Refusal {
  readonly code: RefusalCode;
  /** What happened, and what to do. */
  readonly sentence: string;
  /** Of `wrong_pin`. */
  readonly attemptsLeft: number | null;
  readonly retryAfterSeconds: number | null;
  /** Of `insecure_page`: what is to be typed to insist. Of `sends_elsewhere`: the other site. */
  readonly host: string | null;
}

export type Answered<T> = { readonly ok: true; readonly body: T } | { readonly ok: false; readonly refusal: Refusal };

/** `none`: to be activated. `locked`: asks for its PIN or a security key, or `obstacle` says what keeps it from it. `ended`: wiped. */
export type KeyStage = "none" | "locked" | "unlocked" | "ended";

export interface StateView {
  readonly stage: KeyStage;
  /** Null: `none`. */
  readonly key: KeyView | null;
  readonly settings: { readonly marks: boolean; readonly offers: boolean };
  /** Offers that wait. */
  readonly offers: number;
  /** What a hot key wanted while the key was locked: done with the next `unlock`. */
  readonly wanted: { readonly part: FillPart; readonly tab: number } | null;
}

export interface KeyView {
  readonly server: string;
  readonly installation: string;
  readonly name: string;
  readonly employee: { readonly name: string; readonly email: string };
  /** Null: wiped. */
  readonly fingerprint: string | null;
  /** As the server last said. */
  readonly status: "active" | "locked" | "suspended" | "deactivated" | "compromised" | "reserved";
  readonly reason: string | null;
  readonly policy: KeyRules;
  /** What keeps it from being opened, in a sentence; null: nothing but the PIN. */
  readonly obstacle: { readonly code: KeyringProblemCode; readonly sentence: string } | null;
  readonly lastContactMs: number;
  /** When it stops to open anything without contact. */
  readonly worksUntilMs: number;
  readonly wrongPins: number;
  /** What it takes to ask for those that unlock it instead of the PIN; nothing secret. Empty: the PIN alone does. */
  readonly securityKeys: readonly SecurityKey[];
  readonly accounts: number;
  readonly troubles: readonly { readonly id: string; readonly trouble: AccountTrouble }[];
  /** Keys of the employee that this one has sealed something to. */
  readonly otherKeys: readonly { readonly keyId: string; readonly fingerprint: string }[];
  readonly syncing: boolean;
  /** How the last sync ended; null: well, or there was none. */
  readonly syncTrouble: { readonly code: RefusalCode; readonly sentence: string; readonly atMs: number } | null;
  /** When it locks if nothing is done; null: it is locked. */
  readonly locksAtMs: number | null;
}

export interface ActivationView {
  readonly server: string;
  readonly name: string;
  readonly employee: { readonly name: string; readonly email: string };
  readonly installation: string;
  readonly policy: KeyRules;
  readonly expiresAt: string;
}

/** Where a tab is. */
export interface SiteView {
  /** With its port where it has one: `mail.example.org`, `localhost:8080`; as people read it, `bücher.example`. */
  readonly host: string;
  /** The same as it goes over the wire, where that is another text: `xn--bcher-kva.example`. */
  readonly punycode: string | null;
  /** The registrable domain, or the whole host where there is none. */
  readonly domain: string;
  readonly secure: boolean;
}

export interface AccountView {
  readonly id: string;
  readonly kind: "personal" | "shared" | "private";
  /** Null: it cannot be opened. */
  readonly details: AccountDetails | null;
  readonly updatedAt: string;
  readonly trouble: AccountTrouble | null;
}

export interface SiteAccountView extends AccountView {
  /** `insecure`: the page is http and the account https: filled only where the person insists. */
  readonly fit: "fits" | "insecure";
  readonly hasPassword: boolean;
  readonly hasCode: boolean;
}

export interface AccountsView {
  /** Null: the tab shows no site that could be filled. */
  readonly site: SiteView | null;
  /** Those for the site that the text finds, the best first. */
  readonly forSite: readonly SiteAccountView[];
  /** The others that the text finds, in order of name, as many as asked for. */
  readonly others: readonly AccountView[];
  /** How many others there are. */
  readonly othersFound: number;
  /** After a password was filled: the code of this account is wanted next. */
  readonly codeReady: { readonly account: string; readonly untilMs: number } | null;
}

export interface AccountPageView extends AccountView {
  readonly hasPassword: boolean;
  readonly hasCode: boolean;
  readonly hasNotes: boolean;
}

export interface CodeView {
  readonly code: string;
  readonly secondsLeft: number;
  readonly period: number;
}

export interface FillView {
  readonly filled: FieldsSeen;
  /** Of the frame that mattered; null: all went well. */
  readonly problem: FillProblem | null;
}

export interface UnlockView {
  /** What a hot key had wanted, and how it went; null: it had wanted nothing. */
  readonly wanted: Answered<FillView> | null;
}

export interface OfferView {
  readonly id: string;
  /** `update_elsewhere`: the account is not private, so that an administrator changes it: nothing can be accepted. */
  readonly kind: "save" | "update" | "update_elsewhere";
  readonly site: SiteView;
  /** The address that would be kept: `https://mail.example.org`. */
  readonly url: string;
  readonly login: string;
  /** The accounts that it may be an update of; empty for `save`. */
  readonly accounts: readonly { readonly id: string; readonly name: string; readonly login: string }[];
  readonly atMs: number;
}

/** What each request is answered with, by its name. */
export interface PageAnswers {
  state: StateView;
  look_at_activation: ActivationView;
  activate: { readonly fingerprint: string; readonly keyName: string };
  unlock: UnlockView;
  unlock_with_security_key: UnlockView;
  lock: null;
  change_pin: null;
  begin_security_key: null;
  add_security_key: { readonly name: string };
  remove_security_key: null;
  sync: SyncReport;
  forget: null;
  accounts: AccountsView;
  account: AccountPageView;
  password: { readonly password: string };
  code: CodeView;
  notes: { readonly notes: string };
  create_account: { readonly id: string };
  change_account: null;
  delete_account: null;
  fill: FillView;
  open_site: { readonly tab: number };
  offers: readonly OfferView[];
  offer_password: { readonly password: string };
  accept_offer: { readonly id: string };
  dismiss_offer: null;
  set_marks: null;
  set_offers: null;
}

export type AnswerTo<R extends PageRequest> = Answered<PageAnswers[R["ask"]]>;
