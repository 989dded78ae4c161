// The pop-up in each state of the key: not activated, ended, locked, unlocked.
import { useEffect, useState } from "react";
import type { StateView, UnlockView } from "../../messages/answers.ts";
import { useAnswer, useDoing } from "../asking.ts";
import { Mark } from "../brand/mark.tsx";
import { ErrorMessage, Loading, refusalText } from "../brand/messages.tsx";
import { fillWords, wantedWords } from "../brand/words.ts";
import { type Touching, Unlock } from "../unlock.tsx";
import { Accounts } from "./accounts.tsx";
import { openPage } from "./open-page.ts";
import { closePopup, useTab } from "./tab.ts";

export function Popup() {
  const { answer, again } = useAnswer({ ask: "state" });
  const place = useTab();
  const [said, setSaid] = useState("");
  if (answer === null || place === undefined) {
    return (
      <main className="front">
        <Loading what="Asking the key" />
      </main>
    );
  }
  if (!answer.ok) {
    return (
      <Front title="Hesper">
        <ErrorMessage>{refusalText(answer.refusal)}</ErrorMessage>
        <button type="button" className="wide" onClick={again}>
          Try again
        </button>
      </Front>
    );
  }
  const state = answer.body;
  const unlocked = ({ wanted }: UnlockView) => {
    if (wanted?.ok && wanted.body.problem === null) closePopup();
    setSaid(wanted === null ? "" : wanted.ok ? fillWords(wanted.body) : refusalText(wanted.refusal));
    again();
  };
  if (state.stage === "unlocked" && state.key) {
    return <Accounts state={state} view={state.key} tab={place} begin={said} />;
  }
  if (state.stage === "locked" && state.key) {
    return (
      <Front title={state.key.installation} lead={state.key.employee.name}>
        <Unlock view={state.key} then={wantedWords(state.wanted)} onUnlocked={unlocked} touching={inTab(place)} />
      </Front>
    );
  }
  return state.stage === "ended" ? <Ended state={state} /> : <NotActivated />;
}

/** The browser takes the focus when it asks for a security key, at which a pop-up closes: so it is done in a tab. */
function inTab(from: number | null): Touching {
  const start = () => void openPage(from === null ? "unlock" : `unlock/${from}`);
  return { start, words: "Unlock with a security key", busy: false, problem: "" };
}

interface FrontProps {
  readonly title: string;
  readonly lead?: string;
  readonly children: React.ReactNode;
}

function Front({ title, lead, children }: FrontProps) {
  return (
    <main className="front">
      <div className="front-head">
        <Mark size={36} />
        <div>
          <h1>{title}</h1>
          {lead && <p className="dim small">{lead}</p>}
        </div>
      </div>
      {children}
    </main>
  );
}

function NotActivated() {
  return (
    <Front title="Make this browser a key" lead="It holds your accounts and fills them in log-in forms.">
      <p>Your administrator gives you a link, on screen or by mail. It works once, within 7 days.</p>
      <button type="button" className="main wide" onClick={() => openPage("activate")}>
        Activate
      </button>
      <p className="dim small">Until then nothing is kept here, and no page is looked at.</p>
    </Front>
  );
}

function Ended({ state }: { state: StateView }) {
  const doing = useDoing();
  const [isTold, setTold] = useState(false);
  // Confirms the wipe where the server was not told yet; no harm otherwise.
  const { run } = doing;
  useEffect(() => {
    void run({ ask: "sync", fromTheBeginning: false }).then((done) => setTold(done !== null));
  }, [run]);
  return (
    <Front title="This key was ended" {...(state.key ? { lead: state.key.name } : {})}>
      <p>An administrator ended it, and everything that it held was removed from this browser.</p>
      <p className="dim small">
        {isTold ? "The server knows that it was removed. " : ""}Ask your administrator for a new key, and activate it
        here.
      </p>
      <button type="button" className="main wide" onClick={() => openPage("activate")}>
        Activate another key
      </button>
    </Front>
  );
}
