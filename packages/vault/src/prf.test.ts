// What browsers answer for the PRF extension, read into one form.
import { expect, it } from "vitest";
import { readPrf, sentenceWithoutPrf } from "./prf.ts";

const bytes = Uint8Array.from({ length: 32 }, (_, at) => at);

it("takes the output as it comes, as a buffer or a part of one, and as a copy (E-43)", () => {
  const inside = new Uint8Array(40);
  inside.set(bytes, 4);
  for (const first of [bytes.slice().buffer, inside.subarray(4, 36), new DataView(inside.buffer, 4, 32)]) {
    const { output } = readPrf({ prf: { enabled: true, results: { first } } });
    expect(output).toEqual(bytes);
    output?.fill(0);
  }
  expect(inside.subarray(4, 36)).toEqual(bytes);
});

it("tells a key that has a PRF and gave nothing yet from one that has none (E-43)", () => {
  expect(readPrf({ prf: { enabled: true } })).toEqual({ enabled: true, output: null });
  for (const none of [{}, { prf: {} }, { prf: { enabled: false } }, { prf: { enabled: "yes" } }]) {
    expect(readPrf(none)).toEqual({ enabled: false, output: null });
  }
});

it("says what to buy or use", () => {
  const sentence = sentenceWithoutPrf("hold accounts", "Chrome of 2025 or later");
  expect(sentence).toMatch(
    /^This key cannot hold accounts: .* such as a YubiKey 5.*, with Chrome of 2025 or later; or/,
  );
});
