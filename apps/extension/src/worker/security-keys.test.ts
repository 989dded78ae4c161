// Security keys in the worker: added only after the PIN, and what they unlock lives as after a PIN.
import { beforeEach, expect, it } from "vitest";
import { idOf, makeWorker, pin, type TestWorker } from "../testing/worker.ts";
import { refusalOf } from "./refusals.ts";
import { bytesOf, type MadeInPage } from "./security-keys.ts";

const minuteMs = 60_000;
const bytes = (number: number) => new Uint8Array(32).fill(number).toBase64();
const made = (number: number): MadeInPage => ({
  credential: `credential-${number}`,
  name: "",
  transports: ["usb"],
  salt: bytes(9),
  output: bytes(number),
});
const touch = (from: TestWorker, number: number, output = number) =>
  from.key.unlockWithSecurityKey(`credential-${number}`, bytesOf(bytes(output)));
const codeOf = async (work: Promise<unknown>) =>
  await work.then(
    () => null,
    (error) => refusalOf(error).code,
  );

let worker: TestWorker;
beforeEach(async () => {
  worker = await makeWorker();
});

async function addOne(): Promise<void> {
  await worker.securityKeys.begin(pin);
  await worker.securityKeys.add(made(1));
}

// Without the PIN, whoever finds an unlocked browser could give themselves a way in for good.
it("an unlocked key lets none be added without the PIN, once for each PIN, and for some minutes", async () => {
  await worker.key.unlock(pin);
  expect(await codeOf(worker.securityKeys.add(made(1)))).toBe("asks_pin_again");
  expect(await codeOf(worker.securityKeys.begin("000000"))).toBe("wrong_pin");
  expect((await worker.key.record())?.wrongPins).toBe(1);
  expect(await codeOf(worker.securityKeys.add(made(1)))).toBe("asks_pin_again");
  await worker.securityKeys.begin(pin);
  expect(await worker.again().securityKeys.add(made(1))).toBe("Security key");
  expect(await codeOf(worker.securityKeys.add(made(2)))).toBe("asks_pin_again");
  for (const jump of [5 * minuteMs, -minuteMs]) {
    await worker.securityKeys.begin(pin);
    worker.nowMs += jump;
    expect(await codeOf(worker.securityKeys.add(made(2)))).toBe("asks_pin_again");
  }
  await worker.securityKeys.begin(pin);
  await worker.key.lock();
  expect(await codeOf(worker.securityKeys.add(made(2)))).toBe("asks_pin");
  await worker.key.unlock(pin);
  expect(await codeOf(worker.securityKeys.add(made(2)))).toBe("asks_pin_again");
  expect((await worker.securityKeys.list()).map(({ name }) => name)).toEqual(["Security key"]);
});

it("what a touch unlocks shows accounts, locks after so long without use, and is unlocked by the next touch", async () => {
  await worker.give({ id: idOf(1) });
  await addOne();
  for (const _ of [1, 2]) {
    await worker.key.lock();
    expect(await codeOf(worker.accounts.password(idOf(1)))).toBe("asks_pin");
    await touch(worker.again(), 1);
    expect(await worker.accounts.password(idOf(1))).toBe("secret 1");
    worker.nowMs += 15 * minuteMs;
    expect(await worker.again().key.stage()).toBe("locked");
    expect(worker.sessionArea.text).not.toContain("AGE-SECRET-KEY");
  }
});

it("a wrong touch unlocks nothing, and locks nothing that is unlocked", async () => {
  await addOne();
  expect(await codeOf(touch(worker, 1, 2))).toBe("wrong_security_key");
  expect(await worker.key.stage()).toBe("unlocked");
  await worker.key.lock();
  expect(await codeOf(touch(worker, 2))).toBe("wrong_security_key");
  expect(await worker.key.stage()).toBe("locked");
});

it("a suspended key is not unlocked by a touch", async () => {
  await addOne();
  await worker.key.lock();
  await worker.host.storage.change(async (tx) => {
    const record = await tx.getRecord();
    if (record) await tx.putRecord({ ...record, status: "suspended" });
  });
  expect(await codeOf(touch(worker, 1))).toBe("suspended");
  expect(await worker.key.stage()).toBe("locked");
});

it("is removed while the key is unlocked only, and goes with the key", async () => {
  await addOne();
  await worker.key.lock();
  expect(await codeOf(worker.securityKeys.remove("credential-1"))).toBe("asks_pin");
  await touch(worker, 1);
  await worker.securityKeys.remove("credential-1");
  await worker.key.lock();
  expect(await codeOf(touch(worker, 1))).toBe("wrong_security_key");
  await addOne();
  await worker.key.forget("Laptop");
  expect(await codeOf(touch(worker, 1))).toBe("not_activated");
});
