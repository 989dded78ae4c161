// The field "OTP secret": what a text is, what is said of it, and QR codes of many sizes.
import encodeQR from "qr";
import { expect, it } from "vitest";
import { readPixels, scalesFor } from "./qr-picture.ts";
import { draftProblem, nameOfEntry, noOtp, parametersOf, readText } from "./reading.ts";

const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const uri = `otpauth://totp/Example:ada@example.org?secret=${secret}&issuer=Example&algorithm=SHA256&digits=8&period=60`;

function sentence(text: string): string {
  const read = readText(text);
  return read.kind === "trouble" ? read.sentence : read.kind;
}

it("takes Base32 as it is typed, and keeps what an address says", () => {
  expect(readText("  ")).toEqual({ kind: "nothing" });
  const typed = readText("gezd-gnbv gy3t-qojq gezd gnbv gy3t qojq");
  if (typed.kind !== "entry") throw new Error("not read");
  expect(parametersOf(typed.entry)).toBe("SHA1, 6 digits, a new code every 30 seconds");
  const read = readText(uri);
  if (read.kind !== "entry") throw new Error("not read");
  expect(nameOfEntry(read.entry)).toBe("Example: ada@example.org");
  expect(parametersOf(read.entry)).toBe("SHA256, 8 digits, a new code every 60 seconds");
});

it("says what is wrong, and where", () => {
  const read = readText("GEZD GNB8 GY3T QOJQ");
  if (read.kind !== "trouble") throw new Error("read");
  expect(read.sentence).toMatch(/^Character 9, “8”, is none of Base32/);
  expect(read.at).toMatchObject({ index: 8, place: 9 });
  expect(sentence(uri.replace("totp", "hotp"))).toMatch(/counts codes \(HOTP\)/);
  expect(sentence(uri.replace("SHA256", "MD5"))).toMatch(/“MD5” is unknown/);
  expect(sentence(uri.replace("digits=8", "digits=10"))).toMatch(/“10” digits/);
  expect(sentence("https://example.org/?secret=x")).toMatch(/begins with “https:”/);
  expect(sentence("GEZDGNBV")).toMatch(/only 5 bytes/);
  expect(sentence("otpauth-migration://offline?data=CjEKC")).toMatch(/damaged|missing/);
});

it("is saved only when it is right, and its code was compared", () => {
  const read = readText(secret);
  if (read.kind !== "entry") throw new Error("not read");
  const draft = { text: secret, entry: read.entry, compared: false };
  expect(draftProblem(noOtp)).toBeNull();
  expect(draftProblem({ ...noOtp, text: "GEZD8" })).toMatch(/^Correct/);
  expect(draftProblem(draft)).toMatch(/^Compare/);
  expect(draftProblem({ ...draft, compared: true })).toBeNull();
});

/** A picture of a code, with so many pixels for each module, at a place in a larger picture. */
function picture(text: string, pixels: number, [left, top] = [0, 0], inverse = false) {
  const modules = encodeQR(text, "raw", { ecc: "medium", border: 4 }) as boolean[][];
  const size = modules.length * pixels;
  const [width, height] = [size + left * 2, size + top * 2];
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const isDark = modules[Math.floor(y / pixels)]?.[Math.floor(x / pixels)] ?? false;
      const at = ((y + top) * width + x + left) * 4;
      data.fill(isDark !== inverse ? 20 : 240, at, at + 3);
    }
  }
  return { width, height, data };
}

it("reads QR codes of every size, also in the midst of a picture and light on dark", () => {
  for (const pixels of [3, 4, 7, 12]) expect(readPixels(picture(uri, pixels)), `${pixels}`).toBe(uri);
  expect(readPixels(picture(uri, 4, [300, 120]))).toBe(uri);
  expect(readPixels(picture(uri, 5, [0, 0], true))).toBe(uri);
  expect(readPixels({ width: 300, height: 200, data: new Uint8ClampedArray(300 * 200 * 4).fill(255) })).toBeNull();
});

it("looks at small pictures enlarged, and at large ones brought down", () => {
  expect(scalesFor(60, 60)[0]).toBe(4);
  expect(scalesFor(800, 600)[0]).toBe(1);
  expect(scalesFor(12_000, 9000).every((scale) => scale * 12_000 <= 2400)).toBe(true);
});
