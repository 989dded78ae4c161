// A real server with its people, and software keys that reach it: the tests look at both sides.

import type { Identity } from "@hesper/vault";
import {
  type KeyHolder,
  makeAccount,
  makeOrganisationKey,
  sealFor,
} from "../../../../apps/server/src/testing/accounts.ts";
import { setStatus } from "../../../../apps/server/src/testing/activated-keys.ts";
import { edith, expectStatus, type Reachable, TestServer } from "../../../../apps/server/src/testing/harness.ts";
import { found, join, type Member } from "../../../../apps/server/src/testing/people.ts";
import { activateWith, lookAtActivation, readActivationLink } from "../activate.ts";
import type { KeyHost } from "../host.ts";
import { lockCheaply, pin } from "./keys.ts";
import { MemoryStorage } from "./memory-storage.ts";

/** What lies between a key and its server. */
export interface Line {
  /** Before a request is sent and after it was answered: what it throws is a line that breaks. */
  onStep?: (step: string) => void;
  /** A server that lies. @returns what it says in place of the truth. */
  tamper?: (path: string, body: unknown) => unknown;
  /** An answer that is late: it is there, and waits. */
  hold?: (step: string) => Promise<void>;
  /** Changes in one answer, where a test wants several pages. */
  pageSize?: number;
}

export function fetchThrough(server: () => Reachable, line: Line, calls: string[] = []): typeof fetch {
  return async (input, init) => {
    const url = new URL(String(input));
    if (line.pageSize && url.searchParams.has("limit")) url.searchParams.set("limit", String(line.pageSize));
    const name = `${init?.method ?? "GET"} ${url.pathname.replace("/api/v1", "")}`;
    line.onStep?.(`before ${name}`);
    calls.push(name);
    const response = await server().app.inject({
      method: (init?.method ?? "GET") as "GET",
      url: `${url.pathname}${url.search}`,
      headers: Object.fromEntries(new Headers(init?.headers)),
      ...(typeof init?.body === "string" ? { payload: init.body } : {}),
    });
    line.onStep?.(`after ${name}`);
    await line.hold?.(name);
    const { statusCode: status, body } = response;
    const isTampered = line.tamper && body !== "" && status < 300;
    const said = isTampered ? JSON.stringify(line.tamper?.(url.pathname, JSON.parse(body))) : body;
    return new Response(status === 204 ? null : said, { status, headers: { "content-type": "application/json" } });
  };
}

/** Makes the next answer of a kind late. @returns when it is there, and how to let it through. */
export function holdAnswer(line: Line, name: string): { readonly there: Promise<void>; readonly release: () => void } {
  const there = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  line.hold = async (step) => {
    if (step !== name) return;
    line.hold = async () => {};
    there.resolve();
    await gate.promise;
  };
  return { there: there.promise, release: () => gate.resolve() };
}

/** A software key with its store, its line to the server and its identity. */
export interface SoftKey extends KeyHost {
  readonly storage: MemoryStorage;
  readonly keyId: string;
  readonly identity: Identity;
  readonly recipient: string;
  readonly fingerprint: string;
  /** Of its server: "GET /key". */
  readonly calls: string[];
  readonly line: Line;
}

export class Installation {
  readonly server: TestServer;
  readonly boss: Member;
  readonly organisation: KeyHolder;
  #people = 0;

  private constructor(server: TestServer, boss: Member, organisation: KeyHolder) {
    this.server = server;
    this.boss = boss;
    this.organisation = organisation;
  }

  static async open(): Promise<Installation> {
    const server = new TestServer();
    await server.start();
    const boss = await found(server);
    return new Installation(server, boss, await makeOrganisationKey(boss.browser));
  }

  async close(): Promise<void> {
    await this.server.stop();
  }

  person(): Promise<Member> {
    this.#people += 1;
    return join(this.boss, { ...edith, email: `edith-${this.#people}@example.org` });
  }

  /** Proves again that it is the administrator, as after some time. */
  async prove(): Promise<void> {
    await this.boss.logIn(this.boss.browser);
  }

  async activationLink({ id }: Member, name = "Laptop"): Promise<string> {
    const { body } = await expectStatus(this.boss.browser.post(`/employees/${id}/keys`, { name }), 201);
    return String(body.activationLink);
  }

  /** A key of somebody, activated with a link; only its PIN is locked at less cost. */
  async activate(person: Member, name?: string, onStep?: (step: string) => void): Promise<SoftKey> {
    const host = this.host(new MemoryStorage(onStep));
    const place = readActivationLink(await this.activationLink(person, name), { allowHttp: true });
    const activation = await lookAtActivation(host, place);
    const { keyId, identity, fingerprint } = await activateWith(lockCheaply, host, activation, { pin, device: "test" });
    return { ...host, keyId, identity, fingerprint, recipient: host.storage.record.recipient };
  }

  /** What a key runs in that reaches the server. */
  host(storage: MemoryStorage): Pick<SoftKey, "storage" | "clock" | "fetch" | "calls" | "line"> {
    const line: Line = {};
    const calls: string[] = [];
    const { clock } = this.server;
    return { storage, clock, fetch: fetchThrough(() => this.server.hesper, line, calls), calls, line };
  }

  /** The same key with a copy of its store, as another process at the same time or after a restart. */
  again(key: SoftKey, storage = key.storage): SoftKey {
    return { ...key, ...this.host(storage) };
  }

  /** A personal account, sealed to the organisation and to these keys. @returns its id. */
  async give(person: Member, keys: readonly SoftKey[], details: Record<string, unknown> = {}): Promise<string> {
    const holders = [this.organisation, ...keys];
    return (await makeAccount(this.boss.browser, `/employees/${person.id}/accounts`, holders, details)).id;
  }

  /** Sets a password. @param revision of the account as it was seen. */
  async setPassword(id: string, revision: number, keys: readonly SoftKey[], password: string): Promise<void> {
    const part = await sealFor([this.organisation, ...keys], { account: id, revision: revision + 1, password });
    const change = { revision, ...part, changed: ["password"] };
    await expectStatus(this.boss.browser.send("PUT", `/accounts/${id}/sealed`, change), 200);
  }

  async remove(id: string): Promise<void> {
    await expectStatus(this.boss.browser.send("DELETE", `/accounts/${id}`), 204);
  }

  async setStatus({ keyId }: { keyId: string }, status: string, reason: string | null = null): Promise<void> {
    await expectStatus(setStatus(this.boss.browser, keyId, status, reason), 200);
  }

  /** As the administrator sees it. */
  async keyOf({ keyId }: { keyId: string }): Promise<Record<string, unknown>> {
    return (await expectStatus(this.boss.browser.get(`/keys/${keyId}`), 200)).body;
  }

  /** The states of the deliveries of a key, by account. */
  async statesOf({ keyId }: { keyId: string }): Promise<Record<string, string>> {
    const { body } = await expectStatus(this.boss.browser.get(`/keys/${keyId}/deliveries?limit=200`), 200);
    const items = body.items as { account: { id: string }; status: string }[];
    return Object.fromEntries(items.map(({ account, status }) => [account.id, status]));
  }
}
