// Offers to keep what a person typed into a log-in that worked. They lie in the memory of the session while the key is
// unlocked, and nothing is stored before the person accepts.
import type { Clock, ListedAccount } from "@hesper/keyring";
import type { OfferView } from "../messages/answers.ts";
import type { ContentRequest } from "../messages/from-content.ts";
import { viewOf } from "../site/shown.ts";
import { addressOf, isSameSite, readSite, siteName } from "../site/site.ts";
import type { Accounts } from "./accounts.ts";
import { InTurn } from "./in-turn.ts";
import { ExtensionProblem } from "./refusals.ts";
import type { ContentSender } from "./senders.ts";
import { mostOffers, type Offer, type Session } from "./session.ts";
import type { Settings } from "./settings.ts";

/** A log-in that takes longer is another one; and no password lies about for longer. */
const workedWithinMs = 2 * 60_000;
export const offerMs = 10 * 60_000;

export type OfferKind = OfferView["kind"];

export class Offers {
  readonly #accounts: Accounts;
  readonly #session: Session;
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #turns = new InTurn();

  constructor(accounts: Accounts, session: Session, settings: Settings, clock: Clock) {
    this.#accounts = accounts;
    this.#session = session;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** A form was sent. It is for the site that the browser says, and waits for the log-in to work. */
  async noteSent(sender: ContentSender, said: Extract<ContentRequest, { say: "submitted" }>): Promise<void> {
    const { site, page, tab, document, frame } = sender;
    if (!page || !isSameSite(site, page)) return;
    const name = siteName(site);
    if ((await this.#settings.read()).never.includes(name)) return;
    const offer: Offer = {
      id: crypto.randomUUID(),
      tab,
      document: document ?? `${tab} ${frame}`,
      address: addressOf(site),
      site: name,
      purpose: said.purpose,
      login: said.login?.trim() || null,
      password: said.password,
      atMs: this.#clock.nowMs(),
      worked: false,
    };
    await this.#change((offers) => [...offers.filter((one) => one.tab !== tab || one.worked), offer]);
  }

  /**
   * What became of a log-in: the same document says so, or the next one of the tab shows it.
   *
   * @returns what is offered now; null: nothing.
   */
  async noteOutcome(sender: ContentSender, asksAgain: boolean): Promise<OfferKind | null> {
    const offer = (await this.#read()).find(({ tab, worked }) => tab === sender.tab && !worked);
    if (!offer || sender.frame !== 0 || siteName(sender.site) !== offer.site) return null;
    const kind = asksAgain ? null : await this.#kindOf(offer).catch(() => null);
    const isSame = (one: Offer) => one.site === offer.site && one.login === offer.login;
    // In place of what was typed there before.
    await this.#change((offers) => {
      const others = offers.filter((one) => one.id !== offer.id && !(kind !== null && isSame(one)));
      return kind === null ? others : [...others, { ...offer, worked: true }];
    });
    return kind;
  }

  /** A new document of the tab shows its fields. */
  async noteArrival(sender: ContentSender, showsPassword: boolean): Promise<OfferKind | null> {
    const offer = (await this.#read()).find(({ tab, worked }) => tab === sender.tab && !worked);
    const own = sender.document ?? `${sender.tab} ${sender.frame}`;
    if (!offer || (sender.document !== null && offer.document === own)) return null;
    return await this.noteOutcome(sender, showsPassword);
  }

  /** Those that worked, for the pages of the extension. */
  async list(): Promise<readonly OfferView[]> {
    const worked = (await this.#read()).filter((offer) => offer.worked);
    const views = await Promise.all(worked.map((offer) => this.#viewOf(offer)));
    return views.filter((view) => view !== null);
  }

  async count(): Promise<number> {
    return (await this.#read()).filter(({ worked }) => worked).length;
  }

  async password(id: string): Promise<string> {
    return (await this.#get(id)).password;
  }

  /** @param account null: a new one. @returns the id of the account. */
  async accept(id: string, given: { name: string; login: string; account: string | null }): Promise<string> {
    const { address, password } = await this.#get(id);
    const kept = await this.#keep(given, address, password);
    await this.#remove(id);
    return kept;
  }

  async #keep(
    { name, login, account }: { name: string; login: string; account: string | null },
    address: string,
    password: string,
  ): Promise<string> {
    if (account === null) {
      const details = { name, urls: [address], apps: [], loginType: "website", login } as const;
      return await this.#accounts.create({ details, secrets: { password, otp: null, notes: null } });
    }
    await this.#accounts.setPassword(account, password);
    return account;
  }

  async dismiss(id: string, never: boolean): Promise<void> {
    const offer = (await this.#read()).find((one) => one.id === id);
    if (offer && never) await this.#settings.neverOffer(offer.site);
    await this.#change((offers) => offers.filter((one) => one.id !== id && !(never && one.site === offer?.site)));
  }

  /** The bar in a page was closed. */
  async dismissOf(tab: number): Promise<void> {
    await this.#change((offers) => offers.filter((one) => one.tab !== tab));
  }

  /** Nothing that was typed lies about for longer than it is offered. */
  async forgetOld(): Promise<void> {
    await this.#change((offers) => offers);
  }

  /** None are wanted any more. */
  async forget(): Promise<void> {
    await this.#change(() => []);
  }

  async #viewOf(offer: Offer): Promise<OfferView | null> {
    const site = readSite(offer.address);
    const same = await this.#sameLogin(offer);
    const kind = await this.#kindOf(offer);
    if (!site || kind === null) return null;
    const accounts = same.filter((one) => one.kind === "private").map(({ id, details }) => ({ id, ...brief(details) }));
    const { id, address, login, atMs } = offer;
    return { id, kind, site: viewOf(site), url: address, login: login ?? "", accounts, atMs };
  }

  /** @returns null: it is known already. */
  async #kindOf(offer: Offer): Promise<OfferKind | null> {
    const same = await this.#sameLogin(offer);
    for (const { id } of same) {
      const known = await this.#accounts.password(id).catch(() => null);
      if (known === offer.password) return null;
    }
    if (same.some(({ kind }) => kind === "private")) return "update";
    return same.length > 0 ? "update_elsewhere" : "save";
  }

  /** Accounts of the site with the login that was typed; where none was asked for, all of the site. */
  async #sameLogin({ address, login }: Offer): Promise<readonly ListedAccount[]> {
    const site = readSite(address);
    const all = site ? await this.#accounts.fitting(site) : [];
    const typed = login?.toLowerCase();
    return all.filter(({ details }) => typed === undefined || details?.login.toLowerCase() === typed);
  }

  async #get(id: string): Promise<Offer> {
    const offer = (await this.#read()).find((one) => one.id === id && one.worked);
    if (!offer) throw new ExtensionProblem("offer_gone");
    return offer;
  }

  async #remove(id: string): Promise<void> {
    await this.#change((offers) => offers.filter((one) => one.id !== id));
  }

  /** Those whose time is not over. */
  async #read(): Promise<readonly Offer[]> {
    const nowMs = this.#clock.nowMs();
    const isLate = ({ atMs, worked }: Offer) => Math.abs(nowMs - atMs) > (worked ? offerMs : workedWithinMs);
    return ((await this.#session.offers.read()) ?? []).filter((offer) => !isLate(offer));
  }

  async #change(change: (offers: readonly Offer[]) => readonly Offer[]): Promise<void> {
    await this.#turns.run(async () => {
      const changed = change(await this.#read()).slice(-mostOffers);
      if (changed.length === 0) await this.#session.offers.clear();
      else await this.#session.offers.write(changed);
    });
  }
}

function brief(details: ListedAccount["details"]): { name: string; login: string } {
  return { name: details?.name ?? "", login: details?.login ?? "" };
}
