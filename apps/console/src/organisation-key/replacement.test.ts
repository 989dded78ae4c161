// Replacing the key: everything is sealed again once, whatever stops it on the way.
import { generateIdentity, type Identity } from "@hesper/vault";
import { beforeAll, expect, it } from "vitest";
import { resealAll } from "./replacement.ts";
import type { Resealer } from "./resealers.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await generateIdentity("x25519");
});

/** Things that are sealed to the old key, in pieces of two; some of them cannot be opened. */
class Things implements Resealer {
  readonly left: string[];
  readonly times = new Map<string, number>();
  readonly broken: ReadonlySet<string>;
  onPiece: () => void = () => {};

  constructor(names: readonly string[], broken: readonly string[] = []) {
    this.left = [...names];
    this.broken = new Set(broken);
  }

  async resealSome(_: unknown, skip: ReadonlySet<string>) {
    this.onPiece();
    const piece = this.left.filter((name) => !skip.has(name)).slice(0, 2);
    const good = piece.filter((name) => !this.broken.has(name));
    for (const name of good) {
      this.times.set(name, (this.times.get(name) ?? 0) + 1);
      this.left.splice(this.left.indexOf(name), 1);
    }
    const failed = piece.filter((name) => this.broken.has(name)).map((id) => ({ id, name: id, why: "It is damaged." }));
    return { resealed: good.length, failed };
  }
}

function run(
  things: readonly Resealer[],
  options: { signal?: AbortSignal; findIdentity?: () => Identity | null } = {},
) {
  const progress: number[] = [];
  const { signal = new AbortController().signal, findIdentity = () => identity } = options;
  const outcome = resealAll({
    resealers: things,
    keyId: "old",
    findIdentity,
    signal,
    onProgress: (done) => progress.push(done),
  });
  return outcome.then((result) => ({ result, progress }));
}

it("seals all of every kind, each once", async () => {
  const [some, others] = [new Things(["a", "b", "c"]), new Things(["d"])];
  const { result, progress } = await run([some, others]);
  expect(result).toEqual({ status: "all" });
  expect([some.left, others.left]).toEqual([[], []]);
  expect([...some.times.values(), ...others.times.values()]).toEqual([1, 1, 1, 1]);
  expect(progress.at(-1)).toBe(4);
});

it("has nothing to do where nothing is sealed", async () => {
  expect((await run([])).result).toEqual({ status: "all" });
});

it("goes past what cannot be opened, and names it", async () => {
  const things = new Things(["a", "b", "c", "d", "e"], ["a", "b", "d"]);
  const { result } = await run([things]);
  expect(result).toMatchObject({ status: "some_failed", failed: [{ id: "a" }, { id: "b" }, { id: "d" }] });
  expect(things.left).toEqual(["a", "b", "d"]);
});

it("stops when the key is locked, and goes on with the rest when it is unlocked again", async () => {
  const things = new Things(["a", "b", "c", "d"]);
  let pieces = 0;
  things.onPiece = () => {
    pieces += 1;
  };
  const first = await run([things], { findIdentity: () => (pieces < 1 ? identity : null) });
  expect([first.result, things.left]).toEqual([{ status: "locked" }, ["c", "d"]]);
  expect((await run([things])).result).toEqual({ status: "all" });
  expect([...things.times]).toEqual(["a", "b", "c", "d"].map((name) => [name, 1]));
});

it("stops when it is told to, after the piece that is under way", async () => {
  const things = new Things(["a", "b", "c", "d"]);
  const stop = new AbortController();
  things.onPiece = () => stop.abort();
  expect((await run([things], { signal: stop.signal })).result).toEqual({ status: "stopped" });
  expect(things.left).toEqual(["c", "d"]);
});

it("leaves what was done done when the server is gone", async () => {
  const things = new Things(["a", "b", "c"]);
  things.onPiece = () => {
    if (things.left.length === 1) throw new Error("unreachable");
  };
  await expect(run([things])).rejects.toThrow("unreachable");
  expect(things.left).toEqual(["c"]);
});
