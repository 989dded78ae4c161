// Hot keys, and what they wanted while the key was locked: one account for the site is filled at once, of several the
// pop-up asks.
import type { Clock } from "@hesper/keyring";
import type { Answered, FillView } from "../messages/answers.ts";
import type { FillPart } from "../messages/from-pages.ts";
import { siteName } from "../site/site.ts";
import type { Accounts } from "./accounts.ts";
import { findSiteOfTab, siteOfTab } from "./browser-page.ts";
import type { Filler } from "./fill.ts";
import type { Key } from "./key.ts";
import { answered } from "./refusals.ts";
import type { Session } from "./session.ts";

/** Who takes longer to enter the PIN presses again. */
const wantedMs = 2 * 60_000;

const partOf: Readonly<Record<string, FillPart>> = { "fill-login": "login_and_password", "fill-code": "code" };

export interface HotKeysDeps {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly filler: Filler;
  readonly key: Key;
  readonly session: Session;
  readonly openPopup: () => Promise<void>;
}

export class HotKeys {
  readonly #deps: HotKeysDeps;

  constructor(deps: HotKeysDeps) {
    this.#deps = deps;
  }

  async press(command: string, tab: number | undefined): Promise<void> {
    const { key, session, clock, openPopup } = this.#deps;
    const part = Object.hasOwn(partOf, command) ? partOf[command] : undefined;
    if (part === undefined || tab === undefined) return;
    if ((await key.stage()) === "unlocked") {
      const outcome = await this.#fill(part, tab);
      if (outcome?.ok) return;
    } else {
      const page = await findSiteOfTab(tab);
      if (page) await session.wanted.write({ part, tab, site: siteName(page), atMs: clock.nowMs() });
      else await session.wanted.clear();
    }
    // It asks for the PIN, or shows what there is to choose from.
    await openPopup();
  }

  /** After unlocking. @returns null: nothing had been wanted. */
  async fillWanted(): Promise<Answered<FillView> | null> {
    const wanted = await this.wanted();
    await this.#deps.session.wanted.clear();
    if (!wanted) return null;
    return await this.#fill(wanted.part, wanted.tab);
  }

  /** On the site on which the keys were pressed: a page that went elsewhere meanwhile was not meant. */
  async wanted(): Promise<{ part: FillPart; tab: number } | null> {
    const wanted = await this.#deps.session.wanted.read();
    if (!wanted) return null;
    const { part, tab, site, atMs } = wanted;
    if (Math.abs(this.#deps.clock.nowMs() - atMs) >= wantedMs) return null;
    const page = await findSiteOfTab(tab);
    return page && siteName(page) === site ? { part, tab } : null;
  }

  /** @returns null: there is not exactly one account that it could be. */
  async #fill(part: FillPart, tab: number): Promise<Answered<FillView> | null> {
    const { filler } = this.#deps;
    const found = await answered(() => this.#candidates(part, tab));
    if (!found.ok) return found;
    const [account, another] = found.body;
    if (account === undefined || another !== undefined) return null;
    return await answered(() => filler.fill({ account, part, tab, insist: null }));
  }

  /** Whose password was just filled, its code; otherwise all that fit. */
  async #candidates(part: FillPart, tab: number): Promise<readonly string[]> {
    const { accounts, filler } = this.#deps;
    const page = await siteOfTab(tab);
    const ready = part === "code" ? await filler.codeReadyIn(tab, page) : null;
    if (ready) return [ready.account];
    const { forSite } = await accounts.find(page, "", 0);
    const fits = forSite.filter(({ fit, hasCode }) => fit === "fits" && (part !== "code" || hasCode));
    return fits.map(({ id }) => id);
  }
}
