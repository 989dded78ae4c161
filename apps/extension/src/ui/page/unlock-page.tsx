// Where the pop-up leads to for a security key: asks for it at once, and goes back to the page from which it was opened.
import { useCallback, useState } from "react";
import type { KeyView, StateView, UnlockView } from "../../messages/answers.ts";
import { ErrorMessage, refusalText } from "../brand/messages.tsx";
import { fillWords, wantedWords } from "../brand/words.ts";
import { go } from "./route.ts";
import { TouchUnlock } from "./touch-unlock.tsx";

interface Props {
  readonly state: StateView;
  readonly view: KeyView;
  /** From which tab the person came; null: from none. */
  readonly tab: number | null;
}

export function UnlockPage({ state, view, tab }: Props) {
  const [wentWrong, setWentWrong] = useState("");
  // A tab that was left here, and locks, does not ask by itself: nobody has come for that.
  const [isUsed, setUsed] = useState(state.stage === "unlocked");
  const unlocked = useCallback(
    ({ wanted }: UnlockView) => {
      const trouble =
        wanted === null ? "" : wanted.ok ? wanted.body.problem && fillWords(wanted.body) : refusalText(wanted.refusal);
      setWentWrong(trouble || "");
      setUsed(true);
      // The pop-up shows what there is to choose from, where nothing was wanted yet.
      if (!trouble) void leave(tab, wanted === null);
    },
    [tab],
  );
  if (state.stage !== "unlocked") {
    return (
      <section className="card" aria-label="Unlock">
        <TouchUnlock view={view} then={wantedWords(state.wanted)} onUnlocked={unlocked} atOnce={!isUsed} />
      </section>
    );
  }
  return (
    <section className="card stack" aria-label="Unlocked">
      <ErrorMessage>{wentWrong}</ErrorMessage>
      <p>The key {view.name} is unlocked.</p>
      <div className="row">
        {tab !== null && (
          <button type="button" className="main" onClick={() => leave(tab, false)}>
            Back to the page
          </button>
        )}
        <a className="button" href="#accounts">
          Accounts
        </a>
      </div>
    </section>
  );
}

/** Closes this tab and shows the one from which the person came; where that is gone, the accounts are shown here. */
async function leave(tab: number | null, opensPopup: boolean): Promise<void> {
  const back = tab === null ? null : await chrome.tabs.update(tab, { active: true }).catch(() => null);
  if (!back) return go("accounts");
  await chrome.windows.update(back.windowId, { focused: true }).catch(() => {});
  if (opensPopup) await chrome.action.openPopup().catch(() => {});
  const own = await chrome.tabs.getCurrent();
  if (own?.id !== undefined) await chrome.tabs.remove(own.id);
}
