// Gets plans as messages, sends their requests, and tells what came back.
import { once } from "node:events";
import { Agent, request } from "node:http";
import autocannon, { type Client, type Request, type Result } from "autocannon";
import type { LoadAnswer, LoadRequest, Plan } from "../tools/load.ts";

class Tally {
  readonly #times: number[] = [];
  readonly #statuses: Record<string, number> = {};
  readonly #began = performance.now();
  #last = this.#began;
  lost = 0;

  count(status: number, tookMs: number): void {
    this.#times.push(tookMs);
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
    this.#last = performance.now();
  }

  get answer(): LoadAnswer {
    const sorted = this.#times.sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    const seconds = (this.#last - this.#began) / 1000;
    const { lost } = this;
    return { answers: sorted.length, seconds, p50Ms: at(0.5), p99Ms: at(0.99), statuses: this.#statuses, lost };
  }
}

/** As fast as the answers come. */
async function sendAtOnce({ url, connections, seconds, requests }: Plan): Promise<LoadAnswer> {
  const share = Math.ceil(requests.length / connections);
  const own = Array.from({ length: connections }, (_, at) => requests.slice(at * share, (at + 1) * share));
  const shares = own.filter((some) => some.length > 0);
  let next = 0;
  const setupClient = (client: Client) => {
    client.setRequests((shares[next % shares.length] ?? []).map(asAutocannon));
    next += 1;
  };
  const ending = typeof seconds === "number" ? { duration: seconds } : { amount: amountOf(seconds, requests.length) };
  const few = seconds === "once" ? shares.length : connections;
  const tally = new Tally();
  const { errors, timeouts } = await new Promise<Result>((resolve, reject) => {
    const done = (error: unknown, result: Result) => (error ? reject(error) : resolve(result));
    const run = autocannon({ url, connections: few, setupClient, timeout: 60, ...ending }, done);
    run.on("response", (_client, status, _bytes, tookMs) => tally.count(status, tookMs));
    // It looks at its duration once a second.
    if (typeof seconds === "number" && seconds < 1) setTimeout(() => run.stop(), seconds * 1000);
  });
  tally.lost = errors + timeouts;
  return tally.answer;
}

function amountOf(wanted: "once" | { times: number }, requests: number): number {
  return wanted === "once" ? requests : wanted.times;
}

function asAutocannon({ method = "GET", path, headers = {}, body }: LoadRequest): Request {
  return { method, path, headers: { ...headers }, ...(body === undefined ? {} : { body }) };
}

/** As many in a second as the plan says, however long the answers take. */
async function sendAtPace({ url, connections, seconds, requests, pacePerSecond = 1 }: Plan): Promise<LoadAnswer> {
  if (typeof seconds !== "number") throw new Error("At a pace, there must be a number of seconds.");
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const tally = new Tally();
  const began = performance.now();
  const all = Math.floor(seconds * pacePerSecond);
  const sent: Promise<void>[] = [];
  for (let at = 0; at < all; at += 1) {
    const dueMs = began + (at * 1000) / pacePerSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    // A timer wakes late by up to a millisecond, which is not the server's fault.
    const countsFromMs = waitMs > 0 ? performance.now() : dueMs;
    sent.push(send(url, requests[at % requests.length], { agent, tally, countsFromMs }));
  }
  await Promise.all(sent);
  agent.destroy();
  return tally.answer;
}

async function send(
  url: string,
  wanted: LoadRequest | undefined,
  { agent, tally, countsFromMs }: { agent: Agent; tally: Tally; countsFromMs: number },
): Promise<void> {
  const { method = "GET", path = "/", headers = {}, body } = wanted ?? {};
  try {
    const sending = request(new URL(path, url), { agent, method, headers });
    const answered = once(sending, "response");
    sending.end(body);
    const [answer] = await answered;
    answer.resume();
    await once(answer, "end");
    tally.count(answer.statusCode, performance.now() - countsFromMs);
  } catch {
    tally.lost += 1;
  }
}

process.on("message", async (plan: Plan) => {
  process.send?.(await (plan.pacePerSecond === undefined ? sendAtOnce(plan) : sendAtPace(plan)));
});
process.on("disconnect", () => process.exit());
