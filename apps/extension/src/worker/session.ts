// What is kept while the browser runs, in memory and for the extension alone: a worker that is stopped finds it again, and
// the end of the browser takes it away.
import type { ListedAccount } from "@hesper/keyring";
import { formPurposes, longestTyped } from "../messages/from-content.ts";
import { fillParts } from "../messages/from-pages.ts";
import { exactly, flag, id, listOf, oneOf, orNull, type Shape, type Shaped, text, whole } from "../messages/shape.ts";
import { type Area, Slot } from "./slot.ts";
import { accountDetails, accountKind, accountTrouble } from "./stored-shapes.ts";

const time = whole(0, Number.MAX_SAFE_INTEGER);
const tab = whole(0, Number.MAX_SAFE_INTEGER);
const site = text(300, 1);

/** The identity of the key in the clear, and when it was last used. */
export const unlockedShape = exactly({ keyId: id, identity: text(20_000, 1), usedAtMs: time });

/** By a hot key, on this site. */
const wanted = exactly({ part: oneOf(...fillParts), tab, site, atMs: time });
/** After a password was filled in a tab: the code of the account is wanted next on this site. */
const codeReady = exactly({ account: id, tab, site, untilMs: time });
/** The PIN was given, so that a security key may be added. */
const adding = exactly({ keyId: id, untilMs: time });
/** A site that was opened to be filled. */
const opened = exactly({ account: id, tab, untilMs: time });

export const offerShape = exactly({
  id,
  tab,
  /** The document that the form was in. */
  document: text(100),
  address: text(1000, 1),
  site,
  purpose: oneOf(...formPurposes),
  login: orNull(text(longestTyped.login)),
  password: text(longestTyped.password, 1),
  atMs: time,
  /** Whether the log-in has worked, so that it is offered. */
  worked: flag,
});
export type Offer = Shaped<typeof offerShape>;
export const mostOffers = 20;

const listedAccount = exactly({
  id,
  kind: accountKind,
  details: orNull(accountDetails),
  updatedAt: text(100),
  trouble: orNull(accountTrouble),
}) as Shape<ListedAccount>;

/** How the last sync went wrong. */
const syncTrouble = exactly({ code: text(50), sentence: text(2000), atMs: time });

export function createSession(area: Area) {
  return {
    unlocked: new Slot(area, "unlocked", unlockedShape),
    wanted: new Slot(area, "wanted", wanted),
    codeReady: new Slot(area, "codeReady", codeReady),
    opened: new Slot(area, "opened", opened),
    adding: new Slot(area, "adding", adding),
    offers: new Slot(area, "offers", listOf(offerShape, mostOffers)),
    listed: new Slot(area, "listed", listOf(listedAccount, 50_000)),
    syncTrouble: new Slot(area, "syncTrouble", syncTrouble),
    /** When a sync was last begun that nobody asked for. */
    syncedAtMs: new Slot(area, "syncedAtMs", time),
  };
}
export type Session = ReturnType<typeof createSession>;
