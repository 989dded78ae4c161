// The key is unlocked with a security key or its PIN, or what keeps it from being opened is said.
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { KeyView, UnlockView } from "../messages/answers.ts";
import { useDoing } from "./asking.ts";
import { Icon } from "./brand/icon.tsx";
import { ErrorMessage, Note, refusalText } from "./brand/messages.tsx";
import { statusWords } from "./brand/words.ts";

interface Props {
  readonly view: KeyView;
  /** What is done once it is unlocked: "fill the login and password"; null: nothing. */
  readonly then?: string | null;
  readonly onUnlocked: (unlocked: UnlockView) => void;
  /** Where security keys are asked for: not in a pop-up, which closes when the browser asks. */
  readonly touching: Touching;
}

export interface Touching {
  readonly start: () => void;
  /** What the button says. */
  readonly words: string;
  readonly busy: boolean;
  /** Empty: nothing went wrong. */
  readonly problem: string;
}

export function Unlock(props: Props) {
  if (props.view.obstacle) return <Obstacle view={props.view} />;
  return props.view.securityKeys.length > 0 ? <TouchOrPin {...props} /> : <PinForm {...props} isFirst />;
}

function TouchOrPin(props: Props) {
  const { start, words, busy, problem } = props.touching;
  const button = useRef<HTMLButtonElement>(null);
  const isFirst = useRef(true);
  // Also after it was asked for in vain; not where the PIN is typed by then.
  useEffect(() => {
    const isLost = document.activeElement === document.body;
    if (!busy && (isFirst.current || isLost)) button.current?.focus();
    isFirst.current = false;
  }, [busy]);
  return (
    <div className="stack">
      {props.then && <Note>Unlock the key to {props.then}.</Note>}
      <button ref={button} type="button" className="main wide" disabled={busy} onClick={start}>
        <Icon name="key" /> {words}
      </button>
      <ErrorMessage>{problem}</ErrorMessage>
      <p className="or">or</p>
      <PinForm {...props} then={null} isFirst={false} />
    </div>
  );
}

/** @param isFirst whether it is what a person begins with. */
function PinForm({ view, then, onUnlocked, isFirst }: Props & { isFirst: boolean }) {
  const [pin, setPin] = useState("");
  const doing = useDoing();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isFirst) field.current?.focus();
  }, [isFirst]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (pin === "" || doing.busy) return;
    const done = await doing.run({ ask: "unlock", pin });
    setPin("");
    if (done) onUnlocked(done.body);
    else field.current?.focus();
  };
  const left = view.policy.wrongPins - view.wrongPins;
  return (
    <form onSubmit={submit} className="stack">
      {then && <Note>Enter the PIN to {then}.</Note>}
      <div className="field">
        <label htmlFor="pin">PIN</label>
        <input
          id="pin"
          ref={field}
          className="secret"
          type="password"
          autoComplete="off"
          value={pin}
          maxLength={512}
          onChange={(event) => setPin(event.currentTarget.value)}
          aria-describedby="pin-hint"
        />
        <span id="pin-hint" className="hint">
          {view.wrongPins > 0 && !doing.refusal
            ? `${view.wrongPins === 1 ? "One wrong PIN" : `${view.wrongPins} wrong PINs`} so far. The key locks itself after ${left === 1 ? "one more" : `${left} more`}.`
            : `Of the key ${view.name}. Nobody else knows it, and nobody can reset it.`}
        </span>
      </div>
      <ErrorMessage>{refusalText(doing.refusal)}</ErrorMessage>
      <button type="submit" className={isFirst ? "main wide" : "wide"} disabled={doing.busy}>
        {doing.busy ? "Unlocking, about a second" : isFirst ? "Unlock" : "Unlock with the PIN"}
      </button>
    </form>
  );
}

function Obstacle({ view }: { view: KeyView }) {
  const doing = useDoing();
  const [isAsked, setAsked] = useState(false);
  const sync = async () => {
    setAsked((await doing.run({ ask: "sync", fromTheBeginning: false })) !== null);
  };
  return (
    <div className="stack">
      <Note kind="warn">{view.obstacle?.sentence}</Note>
      <p className="dim small">
        What the server last said: {statusWords(view)}. What the key has stays in it, and can be used when it is active
        again.
      </p>
      <ErrorMessage>{refusalText(doing.refusal)}</ErrorMessage>
      <button type="button" className="main wide" disabled={doing.busy} onClick={sync}>
        {doing.busy ? "Asking the server" : "Sync now"}
      </button>
      <p role="status" className="dim small">
        {isAsked && !doing.busy ? "The server was asked, and says the same." : ""}
      </p>
    </div>
  );
}
