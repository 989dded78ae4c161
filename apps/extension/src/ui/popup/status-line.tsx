// One line at the bottom: when the key last heard from the server, and whether something deserves a look.
import type { KeyView } from "../../messages/answers.ts";
import { useNow } from "../asking.ts";
import { Icon } from "../brand/icon.tsx";
import { agoWords, counted, spanWords } from "../brand/words.ts";
import { openPage } from "./open-page.ts";

const dayMs = 86_400_000;

export function StatusLine({ view }: { view: KeyView }) {
  const now = useNow();
  const { syncing, syncTrouble, lastContactMs, worksUntilMs, troubles } = view;
  const left = worksUntilMs - now;
  return (
    <footer className="status-line">
      <span>{syncing ? "Syncing" : lineOf(syncTrouble, agoWords(lastContactMs, now))}</span>
      {syncTrouble && left < 3 * dayMs && (
        <span>Works for {spanWords(Math.max(0, left))} more without the server.</span>
      )}
      {troubles.length > 0 && (
        <button type="button" className="link troubled" onClick={() => openPage("status")}>
          <Icon name="warning" size={14} /> {counted(troubles.length, "account")} in trouble
        </button>
      )}
    </footer>
  );
}

function lineOf(trouble: KeyView["syncTrouble"], ago: string): string {
  if (trouble === null) return `Synced ${ago}`;
  if (trouble.code === "unreachable") return `Off line. Last sync ${ago}`;
  return `${trouble.sentence} Last sync ${ago}.`;
}
