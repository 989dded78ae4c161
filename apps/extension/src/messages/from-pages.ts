// What the pages of the extension (the pop-up, and the same in a tab) may ask the worker. The browser says who asks:
// nobody else is answered.
import {
  bytes32,
  either,
  exactly,
  flag,
  id,
  listOf,
  oneOf,
  orNull,
  type Shape,
  type Shaped,
  text,
  whole,
} from "./shape.ts";

const pin = text(512, 1);
/** Of a security key, as WebAuthn names it: at most 1023 bytes, Base64url. */
const credential = text(1400, 1);
const tab = whole(0, Number.MAX_SAFE_INTEGER);
/** More than an account may have: the keyring says in a sentence what is too long. */
const line = text(4000);
const loginTypes = ["website", "application", "local", "domain", "azure_ad", "microsoft"] as const;
const longestUrls = 100;

const details = exactly({
  name: line,
  urls: listOf(line, longestUrls),
  apps: listOf(line, longestUrls),
  loginType: oneOf(...loginTypes),
  login: line,
});

/** The secret part as it is typed: `otp` is Base32 or an otpauth address; null: none. */
const secrets = exactly({ password: orNull(text(4000)), otp: orNull(line), notes: orNull(text(40_000)) });
/** As `secrets`, and what is not to be changed is `{ keep: true }`: the form need not be told it. */
const keep = exactly({ keep: oneOf("before") });
const secretChanges = exactly({
  password: either<Shaped<typeof keep> | string | null>(keep, orNull(text(4000))),
  otp: either<Shaped<typeof keep> | string | null>(keep, orNull(line)),
  notes: either<Shaped<typeof keep> | string | null>(keep, orNull(text(40_000))),
});

export const fillParts = ["login_and_password", "code"] as const;
export type FillPart = (typeof fillParts)[number];

export const pageRequests = {
  /** How the key is: answered in each state. */
  state: exactly({ ask: oneOf("state") }),
  /** What an activation link is for. `code` null: it stands in the link; otherwise `link` is the address of the server. */
  lookAtActivation: exactly({ ask: oneOf("look_at_activation"), link: text(2000), code: orNull(text(200)) }),
  activate: exactly({ ask: oneOf("activate"), link: text(2000), code: orNull(text(200)), pin }),
  /** Unlocks, and then does what a hot key wanted while it was locked. */
  unlock: exactly({ ask: oneOf("unlock"), pin }),
  /** The same with what the PRF of a security key gave. */
  unlockWithSecurityKey: exactly({ ask: oneOf("unlock_with_security_key"), credential, output: bytes32 }),
  lock: exactly({ ask: oneOf("lock") }),
  changePin: exactly({ ask: oneOf("change_pin"), before: pin, after: pin }),
  /** The PIN, before a security key is made; within some minutes it may be added. */
  beginSecurityKey: exactly({ ask: oneOf("begin_security_key"), pin }),
  /** `name` empty: it gets one. `salt`: what its PRF was asked with; `output`: what that gave. */
  addSecurityKey: exactly({
    ask: oneOf("add_security_key"),
    credential,
    name: line,
    transports: listOf(text(50), 20),
    salt: bytes32,
    output: bytes32,
  }),
  removeSecurityKey: exactly({ ask: oneOf("remove_security_key"), credential }),
  sync: exactly({ ask: oneOf("sync"), fromTheBeginning: flag }),
  /** Takes the key out of this browser. `name` as the person typed it, which must be that of the key. */
  forget: exactly({ ask: oneOf("forget"), name: line }),

  /** `tab` null: of no site. Empty `text`: all. `limit` bounds the accounts that are not for the site. */
  accounts: exactly({ ask: oneOf("accounts"), tab: orNull(tab), text: line, limit: whole(0, 20_000) }),
  account: exactly({ ask: oneOf("account"), account: id }),
  password: exactly({ ask: oneOf("password"), account: id }),
  code: exactly({ ask: oneOf("code"), account: id }),
  notes: exactly({ ask: oneOf("notes"), account: id }),

  /** Of a private account. */
  createAccount: exactly({ ask: oneOf("create_account"), details, secrets }),
  changeAccount: exactly({ ask: oneOf("change_account"), account: id, details, secrets: secretChanges }),
  deleteAccount: exactly({ ask: oneOf("delete_account"), account: id }),

  /** `insist`: the host as the person typed it, to fill an account of an https address over http. Null: not insisted. */
  fill: exactly({ ask: oneOf("fill"), account: id, part: oneOf(...fillParts), tab, insist: orNull(text(300)) }),
  /** Opens the address of the account with this number in a tab, and fills login and password there where it may. */
  openSite: exactly({ ask: oneOf("open_site"), account: id, url: whole(0, longestUrls), fill: flag }),

  offers: exactly({ ask: oneOf("offers") }),
  /** Shows the password that an offer would keep. */
  offerPassword: exactly({ ask: oneOf("offer_password"), offer: id }),
  /** `account` null: saves a new private account; otherwise gives this one the password of the offer. */
  acceptOffer: exactly({ ask: oneOf("accept_offer"), offer: id, name: line, login: line, account: orNull(id) }),
  /** `never`: nothing more is offered on this site. */
  dismissOffer: exactly({ ask: oneOf("dismiss_offer"), offer: id, never: flag }),

  /** The permission for all sites is asked for by the page itself, since the browser wants the click. */
  setMarks: exactly({ ask: oneOf("set_marks"), on: flag }),
  setOffers: exactly({ ask: oneOf("set_offers"), on: flag }),
};

export type PageRequests = { [K in keyof typeof pageRequests]: Shaped<(typeof pageRequests)[K]> };
export type PageRequest = PageRequests[keyof PageRequests];
export const pageRequest: Shape<PageRequest> = either<PageRequest>(...Object.values(pageRequests));
