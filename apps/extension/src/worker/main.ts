// The service worker: what it listens to. It is started for each event and stopped after it, so that it keeps nothing but
// in the session and the store.
import { clearAfterSeconds, startClearing } from "../clipboard/clearing.ts";
import { changedMessage } from "../messages/ask.ts";
import { badgeOf, showBadge } from "./badge.ts";
import { findSiteOfTab } from "./browser-page.ts";
import { createHost, deviceName } from "./host.ts";
import { createParts } from "./parts.ts";
import { createRoute } from "./router.ts";
import { syncEveryMinutes } from "./syncing.ts";

const syncAlarm = "sync";
const lockAlarm = "lock";
/** Changes that come together are told together. */
const togetherMs = 50;

const openPopup = async () => {
  // There is none in a window that has no focus.
  await chrome.action.openPopup().catch(() => {});
};
const openOffers = async () => {
  await chrome.tabs.create({ url: chrome.runtime.getURL("page.html#offers") });
};

let isTelling = false;
const onChange = () => {
  if (isTelling) return;
  isTelling = true;
  setTimeout(() => {
    isTelling = false;
    chrome.runtime.sendMessage(changedMessage).catch(() => {});
    later(showBadges());
  }, togetherMs);
};

const { version } = chrome.runtime.getManifest();
const parts = createParts({
  makeHost: createHost,
  sessionArea: chrome.storage.session,
  localArea: chrome.storage.local,
  device: deviceName(version, navigator.userAgent),
  openPopup,
  onChange,
  onUnlock: () => watchLock(),
});
/** Looked at while it is unlocked: looking finds out whether its time is over. */
const watchLock = () => later(chrome.alarms.create(lockAlarm, { periodInMinutes: 1 }));
async function lockInTime(): Promise<void> {
  if ((await parts.key.peek()) === null) await chrome.alarms.clear(lockAlarm);
  else await parts.offers.forgetOld();
}

const extension = { id: chrome.runtime.id, url: chrome.runtime.getURL("") };
const route = createRoute(parts, { openPopup, openOffers, onChange, later }, extension);

function later(work: Promise<unknown>): void {
  work.catch((error) => globalThis.reportError(error));
}

async function showBadges(): Promise<void> {
  const tabs = await chrome.tabs.query({ active: true });
  await Promise.all(tabs.map(({ id }) => (id === undefined ? null : showBadgeOf(id))));
}

async function showBadgeOf(tab: number): Promise<void> {
  const { key, syncing, offers, onlookers } = parts;
  const [stage, trouble] = [await key.stage(), await syncing.trouble()];
  const isUnlocked = stage === "unlocked";
  const site = isUnlocked ? await findSiteOfTab(tab) : null;
  const accounts = site ? await onlookers.fitting(site).catch(() => []) : [];
  // A server that cannot be reached is nothing to look at: the key works without it.
  const isWrong = trouble !== null && trouble.code !== "unreachable";
  const isTroubled = isWrong || !(await key.isUsable()) || (isUnlocked && (await onlookers.hasTrouble()));
  const looked = { stage, trouble: isTroubled, offers: await offers.count(), accounts: accounts.length };
  await showBadge(tab, badgeOf(looked));
}

async function begin(): Promise<void> {
  await chrome.storage.session.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" });
  await chrome.storage.local.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" });
  // Not all at once, where many begin their day together.
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  const delayInMinutes = 1 + (random / 2 ** 32) * (syncEveryMinutes - 1);
  await chrome.alarms.create(syncAlarm, { delayInMinutes, periodInMinutes: syncEveryMinutes });
  await parts.marks.apply();
  await showBadges();
}

chrome.runtime.onInstalled.addListener(() => later(begin()));
chrome.runtime.onStartup.addListener(() => later(begin()));

chrome.runtime.onMessage.addListener((message, sender, respond) => {
  route(message, sender).then(respond, () => respond(undefined));
  // The answer comes later.
  return true;
});

chrome.commands.onCommand.addListener((command, tab) => later(parts.hotKeys.press(command, tab?.id)));

chrome.alarms.onAlarm.addListener(({ name }) => {
  if (name === syncAlarm) later(parts.syncing.runUnseen());
  if (name === lockAlarm) later(lockInTime());
});

chrome.idle.onStateChanged.addListener((state) => {
  if (state === "locked") later(parts.key.lock());
});

chrome.permissions.onAdded.addListener(() => later(parts.marks.apply()));
chrome.permissions.onRemoved.addListener(() => later(parts.marks.apply()));

chrome.tabs.onActivated.addListener(({ tabId }) => later(showBadgeOf(tabId)));
chrome.tabs.onUpdated.addListener((tab, { status }) => {
  if (status !== "complete") return;
  later(showBadgeOf(tab));
  later(parts.openedSites.arrive(tab));
});

// Firefox has no offscreen documents: there the worker is a page itself, and its clipboard is open to it.
if ("document" in globalThis) {
  const { clipboard } = navigator;
  startClearing({ read: () => clipboard.readText(), write: (text) => clipboard.writeText(text) }, clearAfterSeconds);
}
