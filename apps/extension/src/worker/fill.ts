// Filling a page: begun by a person in the pop-up or with a hot key, for an account of the site that the browser says the
// tab is at, into one document whose place is looked at again when it is filled.
import { type Clock, codeOf, type OpenedAccount } from "@hesper/keyring";
import type { FillView } from "../messages/answers.ts";
import type { FillPart } from "../messages/from-pages.ts";
import { fillAnswer, frameReport } from "../messages/to-content.ts";
import { type Fitting, fittingOf } from "../site/fit.ts";
import { viewOf } from "../site/shown.ts";
import { isSameSite, type Site, siteName } from "../site/site.ts";
import type { Accounts } from "./accounts.ts";
import { type Arrivals, type Frame, reachFrames, siteOfTab, tell } from "./browser-page.ts";
import { chooseFrame, framesToAsk, type Looked } from "./choosing-frame.ts";
import { ExtensionProblem } from "./refusals.ts";
import type { Session } from "./session.ts";

/** A page that takes longer to show its fields is asked for by another press. */
const fillWithinMs = 10_000;
/** After a password, as long as people need for the next page. */
export const codeReadyMs = 2 * 60_000;

export interface Filling {
  readonly account: string;
  readonly part: FillPart;
  readonly tab: number;
  /** The host as the person typed it; null: not insisted. */
  readonly insist: string | null;
}

export class Filler {
  readonly #accounts: Accounts;
  readonly #arrivals: Arrivals;
  readonly #session: Session;
  readonly #clock: Clock;

  constructor(accounts: Accounts, arrivals: Arrivals, session: Session, clock: Clock) {
    this.#accounts = accounts;
    this.#arrivals = arrivals;
    this.#session = session;
    this.#clock = clock;
  }

  /** Throws `KeyringProblem`, and `ExtensionProblem` with what kept it from being filled. */
  async fill({ account, part, tab, insist }: Filling): Promise<FillView> {
    const page = await siteOfTab(tab);
    const opened = await this.#accounts.open(account);
    const addresses = opened.details.urls;
    const insists = expectFit(fittingOf(addresses, page), page, insist);
    const values = await this.#valuesOf(opened, part);
    const frames = framesToAsk(await reachFrames(tab, this.#arrivals), { addresses, page, insists });
    const frame = chooseFrame(await lookAt(frames), part);
    if (!frame) throw new ExtensionProblem("nothing_to_fill");
    // The page may have gone elsewhere while it was looked at.
    if (!isSameSite(await siteOfTab(tab), page)) throw new ExtensionProblem("other_site");
    const untilMs = this.#clock.nowMs() + fillWithinMs;
    const order = { do: "fill", origin: frame.origin, site: page.domain, untilMs, ...values } as const;
    const answer = await tell(frame, order, fillAnswer);
    if (!answer) throw new ExtensionProblem("not_filled");
    const { filled, problem, elsewhere } = answer;
    if (!filled.login && !filled.password && !filled.code) {
      throw new ExtensionProblem(words[problem ?? "not_kept"], { host: elsewhere });
    }
    await this.#noteFilled(opened, { tab, page, filled });
    return { filled, problem };
  }

  async #valuesOf(opened: OpenedAccount, part: FillPart) {
    const none = { login: null, password: null, code: null };
    if (part === "code") return { ...none, code: (await codeOf(opened, this.#clock)).code };
    return { ...none, login: opened.details.login, password: opened.reveal().password };
  }

  /** After the password the code of the account is wanted; after the code nothing is. */
  async #noteFilled(
    opened: OpenedAccount,
    { tab, page, filled }: { tab: number; page: Site; filled: FillView["filled"] },
  ): Promise<void> {
    if (filled.code) await this.#session.codeReady.clear();
    else if (opened.reveal().otp !== null) {
      const untilMs = this.#clock.nowMs() + codeReadyMs;
      await this.#session.codeReady.write({ account: opened.id, tab, site: siteName(page), untilMs });
    }
  }

  /** The account whose code is wanted next in a tab; null: of none. */
  async codeReadyIn(tab: number | null, page: Site | null) {
    const ready = await this.#session.codeReady.read();
    if (!ready || !page || ready.tab !== tab || ready.site !== siteName(page)) return null;
    const leftMs = ready.untilMs - this.#clock.nowMs();
    if (leftMs <= 0 || leftMs > codeReadyMs) return null;
    return { account: ready.account, untilMs: ready.untilMs };
  }
}

const words = {
  other_origin: "other_site",
  too_late: "not_filled",
  no_fields: "nothing_to_fill",
  covered: "covered",
  sends_elsewhere: "sends_elsewhere",
  not_kept: "not_filled",
} as const;

/** @returns whether the person insists on http. Throws `ExtensionProblem`: `other_site`, `insecure_page`. */
function expectFit(fitting: Fitting | null, page: Site, insist: string | null): boolean {
  if (!fitting) throw new ExtensionProblem("other_site");
  if (fitting.fit === "fits") return false;
  const { host, punycode } = viewOf(page);
  const typed = insist?.trim().toLowerCase();
  if (typed !== undefined && (typed === host || typed === punycode)) return true;
  throw new ExtensionProblem("insecure_page", { host });
}

async function lookAt(frames: readonly Frame[]): Promise<readonly Looked<Frame>[]> {
  const looked = await Promise.all(
    frames.map(async (frame) => ({ ...frame, report: await tell(frame, { do: "look" }, frameReport) })),
  );
  return looked.flatMap(({ report, ...frame }) => (report ? [{ ...frame, report }] : []));
}
