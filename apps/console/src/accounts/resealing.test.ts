// Sealing accounts again: each once, whatever stops it on the way, and what cannot be sealed is named.
import { generateIdentity, type Identity } from "@hesper/vault";
import { beforeAll, expect, it } from "vitest";
import { type ResealDoor, type Resealed, resealAll } from "./resealing.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await generateIdentity("x25519");
});

const pageSize = 2;

/** Accounts that wait, in pages; what is sealed waits no more. */
class Waiting implements ResealDoor<{ id: string; name: string }> {
  left: string[];
  readonly times = new Map<string, number>();
  readonly outcomes: Readonly<Record<string, readonly Resealed[]>>;
  onEach: (id: string) => void = () => {};

  /** @param outcomes of each attempt at an account; where none is given, it is sealed. */
  constructor(ids: readonly string[], outcomes: Readonly<Record<string, readonly Resealed[]>> = {}) {
    this.left = [...ids];
    this.outcomes = outcomes;
  }

  readonly list = async (cursor: string | null) => {
    const after = this.left.filter((id) => cursor === null || id > cursor);
    const items = after.slice(0, pageSize).map((id) => ({ id, name: `Account ${id}` }));
    return { items, nextCursor: after.length > pageSize ? (items.at(-1)?.id ?? null) : null };
  };

  readonly reseal = async ({ id }: { id: string }): Promise<Resealed> => {
    const attempt = this.times.get(id) ?? 0;
    this.times.set(id, attempt + 1);
    const outcome = this.outcomes[id]?.[attempt] ?? { status: "sealed" };
    if (outcome.status === "sealed" || outcome.status === "gone") this.left = this.left.filter((one) => one !== id);
    this.onEach(id);
    return outcome;
  };
}

async function run(
  door: Waiting,
  options: { stop?: AbortController; findIdentities?: () => readonly Identity[] } = {},
) {
  const progress: number[] = [];
  const { stop = new AbortController(), findIdentities = () => [identity] } = options;
  const following = { signal: stop.signal, onProgress: (sealed: number) => progress.push(sealed) };
  return { outcome: await resealAll({ door, findIdentities }, following), progress };
}

const damaged: Resealed = { status: "failed", why: "It is damaged." };
const outdated: Resealed = { status: "outdated", why: "The keys have changed meanwhile." };

it("seals all of all pages, each once, and says how far it is", async () => {
  const door = new Waiting(["a", "b", "c", "d", "e"]);
  const { outcome, progress } = await run(door);
  expect(outcome).toEqual({ status: "ended", sealed: 5, failed: [], partly: [] });
  expect([...door.times.values()]).toEqual([1, 1, 1, 1, 1]);
  expect(progress).toEqual([1, 2, 3, 4, 5]);
  expect((await run(new Waiting([]))).outcome).toEqual({ status: "ended", sealed: 0, failed: [], partly: [] });
});

it("goes past what cannot be opened, and names it", async () => {
  const door = new Waiting(["a", "b", "c"], { a: [damaged], b: [damaged] });
  const { outcome } = await run(door);
  expect(outcome.failed).toEqual(["a", "b"].map((id) => ({ id, name: `Account ${id}`, why: "It is damaged." })));
  expect([outcome.sealed, door.left]).toEqual([1, ["a", "b"]]);
});

it("counts what is sealed to some only, names it, and does not try it for ever", async () => {
  const door = new Waiting(["a", "b"], { a: [{ status: "partly", why: "One key is left out." }], b: [outdated] });
  const { outcome } = await run(door);
  expect(outcome).toMatchObject({ status: "ended", sealed: 2, failed: [], partly: [{ id: "a" }] });
  expect([...door.times.values()]).toEqual([1, 2]);
});

it("tries what was changed meanwhile once more, as it is then; what is outdated again is named, what is gone is not", async () => {
  const outcomes = { a: [outdated], b: [outdated, outdated], c: [{ status: "gone" }], d: [damaged] } as const;
  const door = new Waiting(["a", "b", "c", "d", "e"], outcomes);
  const { outcome } = await run(door);
  expect(outcome).toMatchObject({ status: "ended", sealed: 2, failed: [{ id: "d" }, { id: "b" }] });
  expect([...door.times.values()]).toEqual([2, 2, 1, 1, 1]);
});

it("stops between two accounts when the key is locked or it is told to, and goes on with the rest", async () => {
  const door = new Waiting(["a", "b", "c", "d"]);
  const locked = await run(door, { findIdentities: () => (door.left.length > 3 ? [identity] : []) });
  expect([locked.outcome.status, locked.outcome.sealed, door.left]).toEqual(["locked", 1, ["b", "c", "d"]]);
  const stop = new AbortController();
  door.onEach = (id) => id === "c" && stop.abort();
  const stopped = await run(door, { stop });
  expect([stopped.outcome.status, stopped.outcome.sealed, door.left]).toEqual(["stopped", 2, ["d"]]);
  expect((await run(door)).outcome).toMatchObject({ status: "ended", sealed: 1 });
  expect([...door.times.values()]).toEqual([1, 1, 1, 1]);
});

it("leaves what was done done when the server is gone", async () => {
  const door = new Waiting(["a", "b", "c"]);
  door.onEach = (id) => {
    if (id === "b") throw new Error("unreachable");
  };
  await expect(run(door)).rejects.toThrow("unreachable");
  expect(door.left).toEqual(["c"]);
});
