// Who adds a key must know that it does not open yet what was there before, and nothing of accounts that there are not.
import { expect, it } from "vitest";
import { afterAdding } from "./words.ts";

it("what waits is counted, and who hands it on is named", () => {
  expect(afterAdding(0)).toHaveLength(1);
  expect(afterAdding(1)[1]).toBe(
    "1 account that you have already comes when another key of yours or an administrator hands it on.",
  );
  expect(afterAdding(2)[1]).toContain("2 accounts that you have already come");
});
