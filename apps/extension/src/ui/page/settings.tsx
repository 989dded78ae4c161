// What unlocks the key, what the extension may do in pages, and the hot keys.
import { useEffect, useState } from "react";
import type { KeyView, StateView } from "../../messages/answers.ts";
import { useDoing } from "../asking.ts";
import { ErrorMessage, refusalText } from "../brand/messages.tsx";
import { everySite } from "../every-site.ts";
import { SecurityKeys } from "./security-keys.tsx";

interface Props {
  readonly state: StateView;
  readonly view: KeyView;
  readonly again: () => void;
}

export function SettingsPage({ state, view, again }: Props) {
  return (
    <>
      <SecurityKeys view={view} stage={state.stage} />
      <InPages {...state.settings} again={again} />
      <HotKeys />
    </>
  );
}

interface InPagesProps {
  readonly marks: boolean;
  readonly offers: boolean;
  readonly again: () => void;
}

function InPages({ marks, offers, again }: InPagesProps) {
  const doing = useDoing();
  const [denied, setDenied] = useState(false);
  /** What was pressed and is not known to be so yet. */
  const [pressed, setPressed] = useState<Partial<Record<"set_marks" | "set_offers", boolean>>>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is so counts more than what was pressed.
  useEffect(() => setPressed({}), [marks, offers]);
  const set = async (what: "set_marks" | "set_offers", on: boolean) => {
    setPressed({ [what]: on });
    // Asked before anything else: the browser wants it in the same moment as the click.
    const isAllowed = !on || (await chrome.permissions.request(everySite));
    setDenied(!isAllowed);
    const done = isAllowed && (await doing.run({ ask: what, on }));
    if (!done) return setPressed({});
    again();
    const isUnused = !on && !(what === "set_marks" ? offers : marks);
    if (isUnused) await chrome.permissions.remove(everySite).catch(() => false);
  };
  return (
    <section className="card stack" aria-labelledby="in-pages">
      <h2 id="in-pages">In pages</h2>
      <p className="dim small">
        Filling by the pop-up and by hot keys needs none of this: the browser lets Hesper into a page when you ask it to
        fill there. For what follows it asks you once to let Hesper into all pages. What Hesper sees there never leaves
        this browser.
      </p>
      <label className="check">
        <input
          type="checkbox"
          checked={pressed.set_marks ?? marks}
          disabled={doing.busy}
          onChange={(event) => set("set_marks", event.currentTarget.checked)}
        />
        <span>
          Show Hesper in log-in fields
          <span className="hint block">A small mark that opens the pop-up. It fills nothing by itself.</span>
        </span>
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={pressed.set_offers ?? offers}
          disabled={doing.busy}
          onChange={(event) => set("set_offers", event.currentTarget.checked)}
        />
        <span>
          Offer to keep what I log in with
          <span className="hint block">After a log-in that worked. Nothing is kept before you say so.</span>
        </span>
      </label>
      <ErrorMessage>
        {denied
          ? "The browser was not allowed to let Hesper into pages. Nothing has changed."
          : refusalText(doing.refusal)}
      </ErrorMessage>
    </section>
  );
}

const commandWords: Readonly<Record<string, string>> = {
  _execute_action: "Open the pop-up",
  "fill-login": "Fill login and password",
  "fill-code": "Fill the one-time code",
};

function HotKeys() {
  const [commands, setCommands] = useState<readonly chrome.commands.Command[]>([]);
  useEffect(() => {
    const look = () => void chrome.commands.getAll().then(setCommands, () => {});
    look();
    addEventListener("focus", look);
    return () => removeEventListener("focus", look);
  }, []);
  const change = () => chrome.tabs.create({ url: "chrome://extensions/shortcuts" });
  const isFirefox = location.protocol === "moz-extension:";
  return (
    <section className="card stack" aria-labelledby="hot-keys">
      <h2 id="hot-keys">Hot keys</h2>
      <dl className="facts">
        {commands.map(({ name = "", shortcut }) => (
          <div key={name} className="contents">
            <dt>{commandWords[name] ?? name}</dt>
            <dd>
              {shortcut ? <kbd>{shortcut}</kbd> : <span className="dim">none, as long as something else has it</span>}
            </dd>
          </div>
        ))}
      </dl>
      {isFirefox ? (
        <p className="small">
          To change them, open <kbd>about:addons</kbd>, click the gear, and “Manage Extension Shortcuts”.
        </p>
      ) : (
        <div>
          <button type="button" onClick={change}>
            Change hot keys
          </button>
        </div>
      )}
    </section>
  );
}
