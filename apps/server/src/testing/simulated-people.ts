// People who enrol, log in, spend and reset codes at servers that may die at any moment, and who know what they were
// promised: to be asked afterwards whether all of it was kept.
import { decodeBase32, totp } from "@hesper/otp";
import type { Clock } from "../security/clock.ts";

export const simulatedPassword = "correct horse battery staple";

export interface World {
  readonly clock: Clock;
  /** Where a server listens at this moment: any of them. */
  address(): string;
}

interface Heard {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

/** No answer came: what was asked for may be done or not. */
class NoAnswer extends Error {}

export class SimulatedPerson {
  readonly email: string;
  readonly #world: World;
  readonly #random: () => number;
  #cookie = "";
  #secret = "";
  /** Of an enrolment whose answer was lost. */
  #perhapsSecret = "";
  #codes: string[] = [];
  /** Acknowledged spends: neither may work again. */
  readonly #spentCodes: string[] = [];
  readonly #spentRecoveryCodes: string[] = [];
  /** Promises that were broken. */
  readonly broken: string[] = [];
  /** What was acknowledged, by the type of the event that must tell of it. */
  readonly acknowledged = new Map<string, number>();
  lost = 0;
  refused = 0;

  constructor(email: string, world: World, random: () => number = Math.random) {
    this.email = email;
    this.#world = world;
    this.#random = random;
  }

  /** How many acts were acknowledged. */
  get acknowledgements(): number {
    return [...this.acknowledged.values()].reduce((sum, count) => sum + count, 0);
  }

  get isEnrolled(): boolean {
    return this.#secret !== "";
  }

  /** One thing that a person does. */
  async live(): Promise<void> {
    try {
      if (!this.isEnrolled) return await this.#enrol();
      const dice = this.#random();
      if (dice < 0.3) await this.#reset();
      else if (dice < 0.6 && this.#codes.length > 1) await this.#useRecoveryCode();
      else if (dice < 0.8) await this.#useCode();
      else await this.#replay();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      this.lost += 1;
    }
  }

  async #post(path: string, body: unknown = {}, cookie = this.#cookie): Promise<Heard> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${this.#world.address()}/api/v1${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", cookie },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(60_000),
      });
      text = await response.text();
    } catch {
      throw new NoAnswer();
    }
    if (cookie === this.#cookie) this.#keep(response.headers.getSetCookie());
    if (response.status >= 500) this.refused += 1;
    if (response.status === 500) this.broken.push(`${this.email}: ${path} was answered with 500: ${text}`);
    return { status: response.status, json: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>) };
  }

  #keep(cookies: readonly string[]): void {
    const pairs = [...this.#cookie.split("; "), ...cookies.map((text) => text.split(";")[0] ?? "")];
    const kept = new Map(pairs.map((text) => text.split("=", 2) as [string, string]));
    this.#cookie = [...kept]
      .filter(([, value]) => value)
      .map((pair) => pair.join("="))
      .join("; ");
  }

  #acknowledge(type: string): void {
    this.acknowledged.set(type, (this.acknowledged.get(type) ?? 0) + 1);
  }

  async #givePassword(): Promise<Heard> {
    return this.#post("/login", { email: this.email, password: simulatedPassword });
  }

  async codeOf(secret = this.#secret): Promise<string> {
    return totp({ secret: decodeBase32(secret) ?? new Uint8Array(1), nowMs: this.#world.clock.nowMs() });
  }

  async #enrol(): Promise<void> {
    const first = await this.#givePassword();
    if (first.json.status === "second_factor_required") {
      // The answer was lost, and the enrolment was not.
      if (this.#perhapsSecret === "") this.broken.push(`${this.email} has a second factor that was never enrolled`);
      this.#secret = this.#perhapsSecret;
      this.#perhapsSecret = "";
      return;
    }
    const { status, json } = await this.#post("/profile/two-factor/authenticators");
    if (status !== 201) return;
    const secret = String(json.secret);
    const code = await this.codeOf(secret);
    this.#perhapsSecret = secret;
    const done = await this.#post(`/profile/two-factor/authenticators/${json.id}/verify`, { code });
    // The moved clock may have outrun the code: the next time begins anew.
    this.#perhapsSecret = "";
    if (done.status !== 200) return;
    this.#secret = secret;
    this.#codes = done.json.recoveryCodes as string[];
    this.#spentCodes.push(code);
    this.#acknowledge("two_factor.enabled");
  }

  async #reset(): Promise<void> {
    const codes = this.#codes;
    // Until the answer is here, none of them is known to work.
    this.#codes = [];
    const { status, json } = await this.#post("/profile/two-factor/recovery-codes");
    if (status !== 201) {
      this.#codes = codes;
      return;
    }
    this.#codes = json.recoveryCodes as string[];
    this.#acknowledge("recovery_codes.reset");
  }

  async #useRecoveryCode(): Promise<void> {
    const { json } = await this.#givePassword();
    if (json.status !== "second_factor_required") return;
    const code = this.#codes.shift() ?? "";
    const done = await this.#post("/login/recovery-code", { code });
    if (done.status === 200) {
      this.#spentRecoveryCodes.push(code);
      this.#acknowledge("recovery_code.used");
    } else this.#codes.push(code);
  }

  async #useCode(): Promise<void> {
    const { json } = await this.#givePassword();
    if (json.status !== "second_factor_required") return;
    const code = await this.codeOf();
    const { status } = await this.#post("/login/totp", { code });
    if (status === 200) this.#spend(code);
  }

  #spend(code: string): void {
    if (this.#spentCodes.includes(code)) this.broken.push(`${this.email} spent the code ${code} twice`);
    this.#spentCodes.push(code);
    this.#acknowledge("login.succeeded");
  }

  /** The same code from three half-done log-ins at once, at any of the servers: one gets in at most. */
  async #replay(): Promise<void> {
    const thieves: string[] = [];
    for (let at = 0; at < 3; at += 1) {
      this.#cookie = "";
      const { json } = await this.#givePassword();
      if (json.status === "second_factor_required") thieves.push(this.#cookie);
    }
    const code = await this.codeOf();
    const tries = thieves.map((cookie) => this.#post("/login/totp", { code }, cookie));
    const heard = await Promise.allSettled(tries);
    const [first, ...more] = heard.filter((one) => one.status === "fulfilled" && one.value.status === 200);
    if (first) this.#spend(code);
    if (more.length > 0) this.broken.push(`${this.email} got in ${more.length + 1} times with ${code}`);
    if (heard.some((one) => one.status === "rejected")) throw new NoAnswer();
  }

  /**
   * Whether everything that was promised holds. The servers must live by now. @param later moves the clock on, past the
   * wait that wrong codes bring; a half-done log-in has expired by then.
   */
  async check(later: () => void): Promise<void> {
    this.#cookie = "";
    if (!this.isEnrolled) return;
    const attempt = async (path: string, code: string) => {
      later();
      this.#cookie = "";
      const { json } = await this.#givePassword();
      if (json.status !== "second_factor_required") this.broken.push(`${this.email} lost the second factor`);
      return (await this.#post(path, { code })).status;
    };
    const expectToBe = (what: string, got: number, wanted: number) => {
      if (got !== wanted) this.broken.push(`${this.email}: ${what} was answered with ${got}`);
    };
    for (const code of new Set(this.#spentCodes)) {
      expectToBe("a spent code", await attempt("/login/totp", code), 401);
    }
    for (const code of this.#spentRecoveryCodes) {
      expectToBe("a spent recovery code", await attempt("/login/recovery-code", code), 401);
    }
    const unspent = this.#codes.shift();
    if (unspent) expectToBe("an unspent recovery code", await attempt("/login/recovery-code", unspent), 200);
    later();
    expectToBe("a new code", await attempt("/login/totp", await this.#codeLater(later)), 200);
  }

  /** `attempt` moves the clock before it gives the code. */
  async #codeLater(later: () => void): Promise<string> {
    const before = this.#world.clock.nowMs();
    later();
    const step = this.#world.clock.nowMs() - before;
    const secret = decodeBase32(this.#secret) ?? new Uint8Array(1);
    return totp({ secret, nowMs: this.#world.clock.nowMs() + step });
  }
}
