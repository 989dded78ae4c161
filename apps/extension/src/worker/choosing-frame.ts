// Which frame of a page is filled: one that is of the account's site, as is everything around it, and that shows what is
// to be filled to a person.
import type { FillPart } from "../messages/from-pages.ts";
import type { FrameReport } from "../messages/to-content.ts";
import { type Fit, fitInFrame } from "../site/fit.ts";
import { isSameSite, readSite, type Site } from "../site/site.ts";

export interface Reachable {
  readonly frame: number;
  readonly site: Site;
  /** Origins of the pages around it. */
  readonly ancestors: readonly string[];
}

/** @param insists the person typed that it may be over http. */
export function framesToAsk<F extends Reachable>(
  frames: readonly F[],
  { addresses, page, insists }: { addresses: readonly string[]; page: Site; insists: boolean },
): readonly F[] {
  const allowed: readonly (Fit | null)[] = insists ? ["fits", "insecure"] : ["fits"];
  return frames.filter(
    (one) => allowed.includes(fitInFrame(addresses, page, one.site)) && isAmong(one.ancestors, page),
  );
}

/** A frame of the site in a frame of another one is shown by that other one. */
function isAmong(ancestors: readonly string[], page: Site): boolean {
  return ancestors.every((origin) => {
    const site = readSite(origin);
    return site !== null && isSameSite(site, page);
  });
}

export type Looked<F> = F & { readonly report: FrameReport };

/** @returns null: none has what is to be filled. */
export function chooseFrame<F extends Reachable>(looked: readonly Looked<F>[], part: FillPart): Looked<F> | null {
  const fitting = looked.filter(({ report }) => wants(report, part));
  const order = ({ report, frame }: Looked<F>) =>
    (report.focused ? 0 : 4) + (report.fields.password ? 0 : 2) + (frame === 0 ? 0 : 1);
  return [...fitting].sort((one, other) => order(one) - order(other))[0] ?? null;
}

function wants({ fields, purpose }: FrameReport, part: FillPart): boolean {
  if (part === "code") return fields.code;
  // Where a password is chosen, the old one is not to be put.
  return purpose !== "new_password" && (fields.login || fields.password);
}
