// Which of the person's security keys a browser is asked for: it refuses inputs to the PRF of others than those.
import { expect, it } from "vitest";
import { only } from "./prf.ts";

it("asks for those that are wanted alone, each with its own input", () => {
  const options = {
    challenge: "AAAA",
    allowCredentials: ["one", "two", "three"].map((id) => ({ id, type: "public-key" })),
    extensions: {
      other: true,
      prf: { evalByCredential: { one: { first: "MQ" }, two: { first: "Mg" }, three: { first: "Mw" } } },
    },
  };
  expect(only(options, ["two", "four"])).toEqual({
    challenge: "AAAA",
    allowCredentials: [{ id: "two", type: "public-key" }],
    extensions: { other: true, prf: { evalByCredential: { two: { first: "Mg" } } } },
  });
});
