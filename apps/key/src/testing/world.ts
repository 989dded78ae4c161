// A server with an administrator, an employee and their machines, each with a key that was activated without the cost of a
// real PIN.
import { generateIdentity, type Identity, recipientOf } from "@hesper/vault";
import { lockCheaply } from "../../../../packages/keyring/src/testing/keys.ts";
import { type KeyHolder, makeOrganisationKey, newAccount, type Secrets } from "../../../server/src/testing/accounts.ts";
import { type Browser, expectStatus, MovableClock, TestServer } from "../../../server/src/testing/harness.ts";
import { Agent } from "../agent/server.ts";
import { systemHost } from "../host.ts";
import { openStorage, type SqliteStorage } from "../store/storage.ts";
import { Machine } from "./command-line.ts";
import { recordAt } from "./records.ts";

export const pin = "471108";
export const otp = { secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", algorithm: "SHA1", digits: 6, period: 30 } as const;

/** A machine with an active key. */
export class KeyMachine extends Machine {
  keyId = "";
  identity = "";
  recipient = "";
  #storage: SqliteStorage | null = null;
  #agent: Agent | null = null;

  async storage(): Promise<SqliteStorage> {
    this.#storage ??= await openStorage(this.place());
    return this.#storage;
  }

  /** Makes a key of it, whose record is this one but for what is named. */
  async become(record: Partial<ReturnType<typeof recordAt>>, identity: Identity): Promise<void> {
    this.identity = identity.reveal();
    this.recipient = await recipientOf(identity);
    const lockedIdentity = Buffer.from(await lockCheaply(identity, pin)).toString("base64");
    const usual = { ...recordAt(Date.now()), lastContactMs: Date.now() };
    const whole = { ...usual, recipient: this.recipient, lockedIdentity, ...record };
    this.keyId = whole.keyId;
    await (await this.storage()).change((tx) => tx.putRecord(whole));
  }

  async record() {
    const record = await (await this.storage()).read((tx) => tx.getRecord());
    if (!record) throw new Error("There is no key on this machine.");
    return record;
  }

  async change(record: Partial<ReturnType<typeof recordAt>>): Promise<void> {
    await (await this.storage()).change(async (tx) => {
      const before = await tx.getRecord();
      if (before) await tx.putRecord({ ...before, ...record });
    });
  }

  /** As after the PIN: the agent runs in the process of the test. */
  async unlock(): Promise<Agent> {
    this.#agent?.end();
    const host = systemHost(await this.storage());
    const deps = { host, place: this.place(), onEnd: () => {}, steadyMs: () => performance.now() };
    this.#agent = new Agent(deps, { key: this.keyId, identity: this.identity });
    await this.#agent.start();
    return this.#agent;
  }

  override async remove(): Promise<void> {
    this.#agent?.end();
    this.#storage?.close();
    await super.remove();
  }
}

export class World {
  readonly server = new TestServer({}, new MovableClock(Date.now()));
  address = "";
  organisation: KeyHolder | null = null;
  employeeId = "";
  readonly #machines: Machine[] = [];
  #administrator: Browser | null = null;

  async start(): Promise<void> {
    await this.server.start();
    this.address = await this.server.hesper.app.listen({ host: "127.0.0.1", port: 0 });
    this.#administrator = await this.server.setUp();
    await this.server.enrol(this.administrator);
    this.organisation = await makeOrganisationKey(this.administrator);
    const person = { name: "Edith Clarke", email: "edith@example.org" };
    this.employeeId = String((await expectStatus(this.administrator.post("/employees", person), 201)).body.id);
  }

  async stop(): Promise<void> {
    for (const machine of this.#machines) await machine.remove();
    await this.server.stop();
  }

  get administrator(): Browser {
    if (!this.#administrator) throw new Error("The server was not started.");
    return this.#administrator;
  }

  /** A machine without a key. */
  machine(environment: Readonly<Record<string, string>> = {}): KeyMachine {
    const machine = new KeyMachine(environment);
    this.#machines.push(machine);
    return machine;
  }

  /** @returns what the administrator is shown. */
  async reserve(name = "Laptop"): Promise<{ id: string; activationLink: string; activationCode: string }> {
    const { body } = await expectStatus(this.administrator.post(`/employees/${this.employeeId}/keys`, { name }), 201);
    return body as unknown as { id: string; activationLink: string; activationCode: string };
  }

  /** A machine with an active key of the employee. */
  async key(name = "Laptop", environment: Readonly<Record<string, string>> = {}): Promise<KeyMachine> {
    const machine = this.machine(environment);
    const { activationCode } = await this.reserve(name);
    const identity = await generateIdentity("x25519");
    const recipient = await recipientOf(identity);
    const given = { activationCode, recipient, device: "Test 1.0" };
    const { body } = await expectStatus(this.server.browser().post("/keys/activate", given), 201);
    const employee = { id: this.employeeId, name: "Edith Clarke", email: "edith@example.org" };
    const { keyId, token } = body as { keyId: string; token: string };
    await machine.become({ server: this.address, keyId, token, name, employee }, identity);
    return machine;
  }

  /** A personal account, sealed to all keys that there are. */
  async account(name: string, secrets: Secrets = { password: `secret of ${name}`, otp }): Promise<string> {
    const { body } = await expectStatus(this.administrator.get(`/employees/${this.employeeId}/recipients`), 200);
    const { keys } = body as unknown as { keys: readonly Omit<KeyHolder, "identity">[] };
    const holders = this.organisation ? [...keys, this.organisation] : keys;
    const account = await newAccount(holders, { name, urls: [], apps: [] }, secrets);
    await expectStatus(this.administrator.post(`/employees/${this.employeeId}/accounts`, account), 201);
    return account.id;
  }

  async setStatus({ keyId }: KeyMachine, status: string, reason: string | null): Promise<void> {
    const { revision } = (await expectStatus(this.administrator.get(`/keys/${keyId}`), 200)).body;
    const change = { revision, status, reason };
    await expectStatus(this.administrator.send("PUT", `/keys/${keyId}/status`, change), 200);
  }
}
