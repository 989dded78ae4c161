// Whether somebody is at the page. What a page asks by itself would count as use of the key, and a page that was left open
// would keep it unlocked: so it asks only while somebody is there.

const presentForMs = 60_000;
const signs = ["pointerdown", "pointermove", "keydown", "wheel", "focus"] as const;

let latestMs = performance.now();
const waiting = new Set<() => void>();

function come(): void {
  latestMs = performance.now();
  const due = [...waiting];
  waiting.clear();
  for (const work of due) work();
}
for (const sign of signs) addEventListener(sign, come, { capture: true, passive: true });

/** Does it now, or when somebody is there again. @returns a function that calls it off. */
export function whenPresent(work: () => void): () => void {
  if (document.visibilityState === "visible" && performance.now() - latestMs < presentForMs) {
    work();
    return () => {};
  }
  waiting.add(work);
  return () => waiting.delete(work);
}
