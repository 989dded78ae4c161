// The accounts of the unlocked key, for the pages of the extension: those for a site first, their secrets one by one.
import {
  type AccountSecrets,
  changePrivateAccount,
  codeOf,
  createPrivateAccount,
  deletePrivateAccount,
  type Identity,
  type KeyHost,
  KeyringProblem,
  type ListedAccount,
  type LiveCode,
  type OpenedAccount,
  openAccount,
  readOtp,
  searchAccounts,
} from "@hesper/keyring";
import type { AccountPageView, AccountView, CodeView, SiteAccountView } from "../messages/answers.ts";
import type { PageRequests } from "../messages/from-pages.ts";
import { fittingOf } from "../site/fit.ts";
import type { Site } from "../site/site.ts";
import { candidatesOf, type Listing } from "./listing.ts";
import { ExtensionProblem } from "./refusals.ts";

/** Of the accounts for one site. What is beyond is found by searching. */
const mostForSite = 50;

export class Accounts {
  readonly #host: KeyHost;
  readonly #listing: Listing;
  readonly #identity: () => Promise<Identity>;

  /** @param identity of the unlocked key; throws where it is locked. */
  constructor(host: KeyHost, listing: Listing, identity: () => Promise<Identity>) {
    this.#host = host;
    this.#listing = listing;
    this.#identity = identity;
  }

  /** Those that a text finds: for the site, the best first, and the others. */
  async find(page: Site | null, text: string, limit: number) {
    const { all } = await this.#listing.read(await this.#identity());
    const fitting = page ? await this.fitting(page) : [];
    const forSite = searchAccounts(fitting, text);
    const shown = new Set(fitting.map(({ id }) => id));
    const others = searchAccounts(all, text).filter(({ id }) => !shown.has(id));
    return {
      forSite: await Promise.all(forSite.map((account) => this.#withParts(account))),
      others: others.slice(0, limit).map(viewOf),
      othersFound: others.length,
    };
  }

  /** Accounts for a page, the best first. */
  async fitting(page: Site) {
    const listed = await this.#listing.read(await this.#identity());
    const found = candidatesOf(listed, page).flatMap((account) => {
      const fitting = fittingOf(account.details?.urls ?? [], page);
      return fitting ? [{ ...account, ...fitting }] : [];
    });
    const order = ({ fit, rank }: (typeof found)[number]) => (fit === "fits" ? rank : rank - 10);
    return found.sort((one, other) => order(other) - order(one)).slice(0, mostForSite);
  }

  /** Whether something is wrong with what the server gave of one of them. */
  async hasTrouble(): Promise<boolean> {
    try {
      const { all } = await this.#listing.read(await this.#identity());
      return all.some(({ trouble }) => trouble !== null);
    } catch {
      // It was locked meanwhile.
      return false;
    }
  }

  async #withParts(account: ListedAccount & Pick<SiteAccountView, "fit">): Promise<SiteAccountView> {
    const view = { ...viewOf(account), fit: account.fit };
    try {
      const { password, otp } = (await this.open(account.id)).reveal();
      return { ...view, hasPassword: password !== null, hasCode: otp !== null };
    } catch (error) {
      // It shows its trouble in the list, and the rest of the list is shown.
      if (!(error instanceof KeyringProblem)) throw error;
      return { ...view, hasPassword: false, hasCode: false };
    }
  }

  async open(id: string): Promise<OpenedAccount> {
    return await openAccount(this.#host, await this.#identity(), id);
  }

  async page(id: string): Promise<AccountPageView> {
    const opened = await this.open(id);
    const { password, otp, notes } = opened.reveal();
    return { ...viewOf(opened), hasPassword: password !== null, hasCode: otp !== null, hasNotes: notes !== null };
  }

  async password(id: string): Promise<string> {
    const { password } = (await this.open(id)).reveal();
    if (password === null) throw new ExtensionProblem("no_password");
    return password;
  }

  async notes(id: string): Promise<string> {
    return (await this.open(id)).reveal().notes ?? "";
  }

  async code(id: string): Promise<CodeView> {
    const opened = await this.open(id);
    const { code, secondsLeft }: LiveCode = await codeOf(opened, this.#host.clock);
    return { code, secondsLeft, period: opened.reveal().otp?.period ?? 30 };
  }

  async create({ details, secrets }: Pick<PageRequests["createAccount"], "details" | "secrets">): Promise<string> {
    const { password, otp, notes } = secrets;
    const given = { password, otp: otp === null ? null : readOtp(otp), notes };
    return await createPrivateAccount(this.#host, await this.#identity(), { details, secrets: given });
  }

  async change({ account, details, secrets }: PageRequests["changeAccount"]): Promise<void> {
    const { password, otp, notes } = secrets;
    const change: Partial<AccountSecrets> = {
      password: isKept(password) ? undefined : password,
      otp: isKept(otp) ? undefined : otp === null ? null : readOtp(otp),
      notes: isKept(notes) ? undefined : notes,
    };
    await changePrivateAccount(this.#host, await this.#identity(), account, { details, secrets: change });
  }

  async setPassword(id: string, password: string): Promise<void> {
    await changePrivateAccount(this.#host, await this.#identity(), id, { secrets: { password } });
  }

  async remove(id: string): Promise<void> {
    await this.#identity();
    await deletePrivateAccount(this.#host, id);
  }
}

type Kept = { readonly keep: "before" };

function isKept(value: Kept | string | null): value is Kept {
  return typeof value === "object" && value !== null;
}

function viewOf({ id, kind, details, updatedAt, trouble }: AccountView): AccountView {
  return { id, kind, details, updatedAt, trouble };
}
