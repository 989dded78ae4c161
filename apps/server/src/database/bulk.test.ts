// Inserting in bulk: a long run of batches, each of another size, must not leave a statement behind for every size.
import { expect, it } from "vitest";
import { sizesOf } from "./bulk.ts";

it("has few statements for any number of rows, and leaves out none", () => {
  const seen = new Set<number>();
  for (let rows = 0; rows <= 3000; rows += 1) {
    const sizes = sizesOf(rows, 1000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(rows);
    for (const size of sizes) seen.add(size);
  }
  expect([...seen].sort((a, b) => a - b)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000]);
});
