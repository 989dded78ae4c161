// A site that a person opened from the pop-up, to be filled when its form is there.
import type { Clock } from "@hesper/keyring";
import { readSite } from "../site/site.ts";
import type { Accounts } from "./accounts.ts";
import type { Filler } from "./fill.ts";
import { InTurn } from "./in-turn.ts";
import { answered, ExtensionProblem } from "./refusals.ts";
import type { Session } from "./session.ts";

/** Who is asked for something else first fills by hand. */
const openedMs = 60_000;

export class OpenedSites {
  readonly #accounts: Accounts;
  readonly #filler: Filler;
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #turns = new InTurn();

  constructor(accounts: Accounts, filler: Filler, session: Session, clock: Clock) {
    this.#accounts = accounts;
    this.#filler = filler;
    this.#session = session;
    this.#clock = clock;
  }

  /** Opens an address of an account. @returns the tab. */
  async open(account: string, url: number, fill: boolean): Promise<number> {
    const address = (await this.#accounts.open(account)).details.urls[url];
    if (address === undefined || !readSite(address)) throw new ExtensionProblem("no_address");
    const tab = await chrome.tabs.create({ url: address });
    if (tab.id === undefined) throw new ExtensionProblem("failed");
    const untilMs = this.#clock.nowMs() + openedMs;
    if (fill) await this.#session.opened.write({ account, tab: tab.id, untilMs });
    return tab.id;
  }

  /** A page of a tab is there, or shows fields. What comes while it is filled waits, and finds it done. */
  async arrive(tab: number): Promise<void> {
    await this.#turns.run(() => this.#fill(tab));
  }

  async #fill(tab: number): Promise<void> {
    const opened = await this.#session.opened.read();
    if (opened?.tab !== tab) return;
    const leftMs = opened.untilMs - this.#clock.nowMs();
    if (leftMs <= 0 || leftMs > openedMs) return await this.#session.opened.clear();
    const { account } = opened;
    const filled = await answered(() => this.#filler.fill({ account, part: "login_and_password", tab, insist: null }));
    // A page that is not ready, or leads on, is tried again.
    const isEarly = !filled.ok && ["nothing_to_fill", "no_access"].includes(filled.refusal.code);
    if (!isEarly) await this.#session.opened.clear();
  }
}
