// The parts of the worker, put together: the one place that knows all.
import type { KeyHost } from "@hesper/keyring";
import { Accounts } from "./accounts.ts";
import { Arrivals } from "./browser-page.ts";
import { Filler } from "./fill.ts";
import { HotKeys } from "./hot-keys.ts";
import { Key } from "./key.ts";
import { Listing } from "./listing.ts";
import { Marks } from "./marks.ts";
import { Offers } from "./offers.ts";
import { OpenedSites } from "./opened-sites.ts";
import { SecurityKeys } from "./security-keys.ts";
import { createSession, type Session } from "./session.ts";
import { Settings } from "./settings.ts";
import type { Area } from "./slot.ts";
import type { Changed } from "./storage.ts";
import { Syncing } from "./syncing.ts";
import { Unlocked } from "./unlocked.ts";

export interface Surroundings {
  /** @param onKept to be called after each change that was kept. */
  readonly makeHost: (onKept: (changed: Changed) => void) => KeyHost;
  /** In memory, for as long as the browser runs. */
  readonly sessionArea: Area;
  /** On the medium. */
  readonly localArea: Area;
  readonly device: string;
  readonly openPopup: () => Promise<void>;
  /** Something that is shown has changed. */
  readonly onChange: () => void;
  /** From now on somebody must look whether its time is over. */
  readonly onUnlock: () => void;
}

export interface Parts {
  readonly host: KeyHost;
  readonly session: Session;
  readonly settings: Settings;
  readonly key: Key;
  readonly securityKeys: SecurityKeys;
  readonly syncing: Syncing;
  /** For what a person does. */
  readonly accounts: Accounts;
  /** For what looks on: it does not keep the key unlocked. */
  readonly onlookers: Accounts;
  readonly arrivals: Arrivals;
  readonly filler: Filler;
  readonly hotKeys: HotKeys;
  readonly offers: Offers;
  readonly openedSites: OpenedSites;
  readonly marks: Marks;
}

export function createParts(surroundings: Surroundings): Parts {
  const { makeHost, sessionArea, localArea, device, openPopup, onChange, onUnlock } = surroundings;
  const session = createSession(sessionArea);
  const settings = new Settings(localArea);
  const host = makeHost(({ accounts }) => {
    if (accounts) void listing.forget();
    onChange();
  });
  const listing = new Listing(host, session);
  const { clock } = host;
  const onLock = async () => {
    const { offers, codeReady, opened, adding } = session;
    await Promise.all([offers, codeReady, opened, adding].map((slot) => slot.clear()));
    await listing.forgetAll();
    onChange();
  };
  const key = new Key({ host, unlocked: new Unlocked(session, clock, { onUnlock, onLock }), device });
  const accounts = new Accounts(host, listing, () => key.use());
  const onlookers = new Accounts(host, listing, () => key.lookOn());
  const arrivals = new Arrivals();
  const filler = new Filler(accounts, arrivals, session, clock);
  return {
    host,
    session,
    settings,
    key,
    securityKeys: new SecurityKeys(host, key, session),
    syncing: new Syncing({ host, key, session, settings, onChange }),
    accounts,
    onlookers,
    arrivals,
    filler,
    hotKeys: new HotKeys({ accounts, clock, filler, key, session, openPopup }),
    offers: new Offers(onlookers, session, settings, clock),
    openedSites: new OpenedSites(accounts, filler, session, clock),
    marks: new Marks(settings),
  };
}
