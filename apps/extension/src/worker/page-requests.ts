// What each request of a page of the extension does.
import type { PageAnswers, StateView } from "../messages/answers.ts";
import type { PageRequest } from "../messages/from-pages.ts";
import { viewOf } from "../site/shown.ts";
import { findSiteOfTab } from "./browser-page.ts";
import type { Parts } from "./parts.ts";
import { bytesOf } from "./security-keys.ts";

type Handlers = {
  readonly [A in PageRequest["ask"]]: (request: Extract<PageRequest, { ask: A }>) => Promise<PageAnswers[A]>;
};

/** @param later for what nobody waits for. */
export function pageHandlers(parts: Parts, later: (work: Promise<unknown>) => void): Handlers {
  return { ...keyHandlers(parts, later), ...accountHandlers(parts, later), ...otherHandlers(parts) };
}

function keyHandlers(parts: Parts, later: (work: Promise<unknown>) => void) {
  const { key, syncing } = parts;
  return {
    state: async () => {
      later(syncing.runIfOld());
      return await stateOf(parts);
    },
    look_at_activation: (place) => key.look(place),
    activate: async ({ pin, ...place }) => {
      const activated = await key.activate(place, pin);
      later(syncing.runUnseen());
      return activated;
    },
    ...unlockHandlers(parts, later),
    lock: async () => {
      await key.lock();
      return null;
    },
    change_pin: async ({ before, after }) => {
      await key.changePin(before, after);
      return null;
    },
    sync: ({ fromTheBeginning }) => syncing.run(fromTheBeginning),
    forget: async ({ name }) => {
      await key.forget(name);
      await parts.settings.forget();
      await parts.marks.apply();
      return null;
    },
  } satisfies Partial<Handlers>;
}

function unlockHandlers({ key, securityKeys, syncing, hotKeys }: Parts, later: (work: Promise<unknown>) => void) {
  const unlocked = async () => {
    later(syncing.runUnseen());
    return { wanted: await hotKeys.fillWanted() };
  };
  return {
    unlock: async ({ pin }) => {
      await key.unlock(pin);
      return await unlocked();
    },
    unlock_with_security_key: async ({ credential, output }) => {
      await key.unlockWithSecurityKey(credential, bytesOf(output));
      return await unlocked();
    },
    begin_security_key: async ({ pin }) => {
      await securityKeys.begin(pin);
      return null;
    },
    add_security_key: async (made) => ({ name: await securityKeys.add(made) }),
    remove_security_key: async ({ credential }) => {
      await securityKeys.remove(credential);
      return null;
    },
  } satisfies Partial<Handlers>;
}

async function stateOf({ key, securityKeys, syncing, offers, marks, hotKeys }: Parts): Promise<StateView> {
  const stage = await key.stage();
  const view = await key.view();
  const syncTrouble = await syncing.trouble();
  return {
    stage,
    key: view && { ...view, securityKeys: await securityKeys.list(), syncing: syncing.isRunning, syncTrouble },
    settings: await marks.wanted(),
    offers: await offers.count(),
    wanted: await hotKeys.wanted(),
  };
}

function accountHandlers({ accounts, filler, syncing }: Parts, later: (work: Promise<unknown>) => void) {
  return {
    accounts: async ({ tab, text, limit }) => {
      const page = await findSiteOfTab(tab);
      const found = await accounts.find(page, text, limit);
      return { site: page && viewOf(page), ...found, codeReady: await filler.codeReadyIn(tab, page) };
    },
    account: ({ account }) => accounts.page(account),
    password: async ({ account }) => ({ password: await accounts.password(account) }),
    code: ({ account }) => accounts.code(account),
    notes: async ({ account }) => ({ notes: await accounts.notes(account) }),
    create_account: async (request) => {
      const id = await accounts.create(request);
      later(syncing.runUnseen());
      return { id };
    },
    change_account: async (request) => {
      await accounts.change(request);
      later(syncing.runUnseen());
      return null;
    },
    delete_account: async ({ account }) => {
      await accounts.remove(account);
      later(syncing.runUnseen());
      return null;
    },
    fill: (request) => filler.fill(request),
  } satisfies Partial<Handlers>;
}

function otherHandlers({ key, offers, openedSites, settings, marks }: Parts) {
  return {
    open_site: async ({ account, url, fill }) => ({ tab: await openedSites.open(account, url, fill) }),
    offers: async () => {
      await key.use();
      return await offers.list();
    },
    offer_password: async ({ offer }) => {
      await key.use();
      return { password: await offers.password(offer) };
    },
    accept_offer: async ({ offer, name, login, account }) => {
      await key.use();
      return { id: await offers.accept(offer, { name, login, account }) };
    },
    dismiss_offer: async ({ offer, never }) => {
      await offers.dismiss(offer, never);
      return null;
    },
    set_marks: async ({ on }) => {
      await settings.change({ marks: on });
      await marks.apply();
      return null;
    },
    set_offers: async ({ on }) => {
      await settings.change({ offers: on });
      if (!on) await offers.forget();
      await marks.apply();
      return null;
    },
  } satisfies Partial<Handlers>;
}
