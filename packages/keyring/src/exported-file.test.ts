// What was exported is read back with its passphrase, and says what is wrong with it otherwise.
import { Encrypter } from "age-encryption";
import { expect, it } from "vitest";
import { isSealedFile, openSealedFile } from "./exported-file.ts";
import { refusal } from "./testing/keys.ts";

const passphrase = "seven hundred paper lanterns";

it("opens with its passphrase, and is refused with another one, cut, changed or sealed to somebody", async () => {
  const seal = async (workFactor: number) => {
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passphrase);
    encrypter.setScryptWorkFactor(workFactor);
    // Longer than an identity may be.
    return await encrypter.encrypt("x".repeat(20_000));
  };
  const file = await seal(4);
  expect([isSealedFile(file), isSealedFile(new TextEncoder().encode('{"items":[]}'))]).toEqual([true, false]);
  expect(await openSealedFile(file, passphrase)).toHaveLength(20_000);
  expect(await refusal(() => openSealedFile(file, `${passphrase}!`))).toBe("wrong_passphrase");
  const changed = file.with(file.length - 1, (file.at(-1) ?? 0) ^ 1);
  for (const spoilt of [changed, file.subarray(0, -20), file.subarray(0, 60), new Uint8Array()]) {
    expect(await refusal(() => openSealedFile(spoilt, passphrase))).toBe("damaged");
  }
  // Nobody is made to wait for hours by a file that says so.
  const costly = new TextEncoder().encode(
    new TextDecoder("latin1").decode(file).replace(/(scrypt \S+) 4\n/, "$1 24\n"),
  );
  expect(await refusal(() => openSealedFile(costly, passphrase))).toBe("damaged");
});
