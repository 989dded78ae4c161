// Keys of employees in the tests: made by an administrator, activated with a recipient of their own, calling as keys do.
import type { RecipientKind } from "@hesper/contract";
import { type KeyHolder, makeHolder } from "./accounts.ts";
import { type Answer, type Browser, expectStatus, type Reachable, type TestServer } from "./harness.ts";

export interface MadeKey {
  readonly id: string;
  readonly code: string;
}

/** Something that calls with the token of a key, and has no cookies. */
export class KeyClient implements KeyHolder {
  readonly #server: () => Reachable;
  readonly keyId: string;
  readonly token: string;
  readonly identity: KeyHolder["identity"];
  readonly recipient: string;

  constructor(server: () => Reachable, key: KeyHolder & { readonly token: string }) {
    this.#server = server;
    this.keyId = key.keyId;
    this.token = key.token;
    this.identity = key.identity;
    this.recipient = key.recipient;
  }

  async send(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown, at?: Reachable): Promise<Answer> {
    const response = await (at ?? this.#server()).app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${this.token}`, "user-agent": "hesper-key" },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const parsed = response.body === "" ? {} : (response.json() as Answer["body"]);
    return { status: response.statusCode, body: parsed, text: response.body, headers: response.headers };
  }

  get(path: string, at?: Reachable): Promise<Answer> {
    return this.send("GET", path, undefined, at);
  }

  post(path: string, body: unknown = {}, at?: Reachable): Promise<Answer> {
    return this.send("POST", path, body, at);
  }
}

/** As an administrator does it. */
export async function makeKey(administrator: Browser, employeeId: string, name = "Laptop"): Promise<MadeKey> {
  const { body } = await expectStatus(administrator.post(`/employees/${employeeId}/keys`, { name }), 201);
  return { id: String(body.id), code: String(body.activationCode) };
}

/** As a key does it, with a code. */
export async function activate(
  server: TestServer,
  activationCode: string,
  { kind = "x25519" }: { kind?: RecipientKind } = {},
): Promise<KeyClient> {
  const holder = await makeHolder(kind);
  const given = { activationCode, recipient: holder.recipient, device: "Test 1.0" };
  const { body } = await expectStatus(server.browser().post("/keys/activate", given), 201);
  return new KeyClient(() => server.hesper, { ...holder, keyId: String(body.keyId), token: String(body.token) });
}

/** An active key of an employee. */
export async function giveKey(
  server: TestServer,
  administrator: Browser,
  employeeId: string,
  { name, kind }: { name?: string; kind?: RecipientKind } = {},
): Promise<KeyClient> {
  const { code } = await makeKey(administrator, employeeId, name);
  return activate(server, code, kind === undefined ? {} : { kind });
}

/** Changes the status of a key as somebody would who has just looked at it. */
export async function setStatus(
  administrator: Browser,
  id: string,
  status: string,
  reason: string | null = null,
): Promise<Answer> {
  const { revision } = (await expectStatus(administrator.get(`/keys/${id}`), 200)).body;
  return administrator.send("PUT", `/keys/${id}/status`, { revision, status, reason });
}
