// Fills the page of the tab, insists on http where the person typed it, and says how it went.
import { useState } from "react";
import type { FillPart } from "../../messages/from-pages.ts";
import { useDoing } from "../asking.ts";
import { refusalText } from "../brand/messages.tsx";
import { fillWords } from "../brand/words.ts";
import { closePopup } from "./tab.ts";

export interface Filling {
  readonly busy: boolean;
  readonly said: string;
  readonly failed: string;
  readonly insisting: { readonly host: string } | null;
  readonly fill: (account: string, part: FillPart) => Promise<void>;
  readonly insist: (host: string) => Promise<void>;
  readonly cancel: () => void;
}

/** A pop-up closes when all is filled. `onFilled`: where it stays, the code may be next. */
export function useFilling(tab: number | null, begin: string, onFilled: () => void): Filling {
  const doing = useDoing();
  const [said, setSaid] = useState(begin);
  const [last, setLast] = useState<{ account: string; part: FillPart } | null>(null);
  const attempt = async (account: string, part: FillPart, insist: string | null) => {
    if (tab === null) return;
    setSaid("");
    setLast({ account, part });
    const done = await doing.run({ ask: "fill", account, part, tab, insist });
    if (!done) return;
    if (done.body.problem === null) closePopup();
    setSaid(fillWords(done.body));
    onFilled();
  };
  const { refusal } = doing;
  const host = refusal?.code === "insecure_page" ? refusal.host : null;
  return {
    busy: doing.busy,
    said,
    failed: refusal && host === null ? refusalText(refusal) : "",
    insisting: host !== null && last ? { host } : null,
    fill: (account, part) => attempt(account, part, null),
    insist: async (typed) => {
      if (last) await attempt(last.account, last.part, typed);
    },
    cancel: doing.clear,
  };
}
