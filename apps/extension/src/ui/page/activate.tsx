// Makes this browser a key: the link is pasted, what it is for is shown, the PIN is chosen, the fingerprint is compared.
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { ActivationView, PageAnswers, StateView } from "../../messages/answers.ts";
import { useDoing } from "../asking.ts";
import { ErrorMessage, Note, refusalText } from "../brand/messages.tsx";
import { counted, dayAndTime } from "../brand/words.ts";

interface Given {
  readonly link: string;
  readonly code: string | null;
}

export function ActivatePage({ state }: { state: StateView }) {
  const [given, setGiven] = useState<Given | null>(null);
  const [activation, setActivation] = useState<ActivationView | null>(null);
  const [done, setDone] = useState<PageAnswers["activate"] | null>(null);
  if (done) return <Done {...done} />;
  if (state.stage === "locked" || state.stage === "unlocked") return <Already name={state.key?.name ?? ""} />;
  if (given && activation) {
    return <ChoosePin given={given} activation={activation} onBack={() => setActivation(null)} onDone={setDone} />;
  }
  return (
    <PasteLink
      before={given}
      onLooked={(next, view) => {
        setGiven(next);
        setActivation(view);
      }}
    />
  );
}

interface PasteProps {
  readonly before: Given | null;
  readonly onLooked: (given: Given, activation: ActivationView) => void;
}

function PasteLink({ before, onLooked }: PasteProps) {
  const [link, setLink] = useState(before?.link ?? "");
  const [code, setCode] = useState(before?.code ?? "");
  const [isApart, setApart] = useState(Boolean(before?.code));
  const doing = useDoing();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (doing.busy) return;
    const given = { link: link.trim(), code: isApart ? code.trim() : null };
    const done = await doing.run({ ask: "look_at_activation", ...given });
    if (done) onLooked(given, done.body);
  };
  return (
    <form onSubmit={submit} className="card stack" noValidate>
      <p>
        Your administrator gave you a link, on screen or by mail. It works once, within 7 days. Nothing is used up by
        looking at what it is for.
      </p>
      <div className="field">
        <label htmlFor="link">{isApart ? "Address of the server" : "Activation link"}</label>
        <input
          id="link"
          value={link}
          maxLength={2000}
          autoComplete="off"
          spellCheck={false}
          placeholder={isApart ? "https://hesper.example.org" : "https://hesper.example.org/activate-key#…"}
          onChange={(event) => setLink(event.currentTarget.value)}
        />
      </div>
      {isApart && (
        <div className="field">
          <label htmlFor="code">Activation code</label>
          <input
            id="code"
            className="secret"
            value={code}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        </div>
      )}
      <ErrorMessage>{refusalText(doing.refusal)}</ErrorMessage>
      <div className="row between">
        <button type="button" className="link" onClick={() => setApart(!isApart)}>
          {isApart ? "I have a link" : "I have a code and no link"}
        </button>
        <button type="submit" className="main" disabled={doing.busy}>
          {doing.busy ? "Asking the server" : "Go on"}
        </button>
      </div>
    </form>
  );
}

interface PinProps {
  readonly given: Given;
  readonly activation: ActivationView;
  readonly onBack: () => void;
  readonly onDone: (done: PageAnswers["activate"]) => void;
}

function ChoosePin({ given, activation, onBack, onDone }: PinProps) {
  const { name, employee, installation, server, policy, expiresAt } = activation;
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const [problem, setProblem] = useState("");
  const doing = useDoing();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (doing.busy) return;
    doing.clear();
    const wrong = problemOf(pin, again, policy.pinMinimumLength);
    setProblem(wrong);
    if (wrong !== "") return;
    const done = await doing.run({ ask: "activate", ...given, pin });
    if (done) onDone(done.body);
  };
  return (
    <form onSubmit={submit} className="card stack" noValidate>
      <p>
        This browser becomes the key <b>{name}</b> of <b>{employee.name}</b> ({employee.email}) at <b>{installation}</b>
        .
      </p>
      <dl className="facts">
        <dt>Server</dt>
        <dd>{server}</dd>
        <dt>Activate it until</dt>
        <dd>{dayAndTime(Date.parse(expiresAt))}</dd>
      </dl>
      <Note>
        Choose a PIN of at least {counted(policy.pinMinimumLength, "character")}; letters are fine. Nobody else learns
        it, and nobody can reset it. After {policy.wrongPins} wrong ones the key locks itself, and after{" "}
        {counted(policy.lockAfterMinutes, "minute")} without use it asks for the PIN again.
      </Note>
      <div className="field">
        <label htmlFor="new-pin">New PIN</label>
        <input
          id="new-pin"
          ref={field}
          className="secret"
          type="password"
          autoComplete="off"
          maxLength={512}
          value={pin}
          onChange={(event) => setPin(event.currentTarget.value)}
        />
      </div>
      <div className="field">
        <label htmlFor="pin-again">The PIN once more</label>
        <input
          id="pin-again"
          className="secret"
          type="password"
          autoComplete="off"
          maxLength={512}
          value={again}
          onChange={(event) => setAgain(event.currentTarget.value)}
        />
      </div>
      <ErrorMessage>{problem || refusalText(doing.refusal)}</ErrorMessage>
      <div className="row end">
        <button type="button" onClick={onBack} disabled={doing.busy}>
          Back
        </button>
        <button type="submit" className="main" disabled={doing.busy}>
          {doing.busy ? "Activating, a few seconds" : "Activate"}
        </button>
      </div>
    </form>
  );
}

/** What is wrong with a PIN that is typed twice, in a sentence; empty: nothing. The worker looks again. */
export function problemOf(pin: string, again: string, least: number): string {
  if ([...pin.normalize("NFC")].length < least) return `The PIN must have at least ${least} characters.`;
  return pin === again ? "" : "The two PINs are not the same. Type them again.";
}

function Done({ fingerprint, keyName }: PageAnswers["activate"]) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="card stack">
      <h2 ref={heading} tabIndex={-1}>
        The key {keyName} is activated
      </h2>
      <div>
        <p className="dim">Its fingerprint, as your administrator sees it too</p>
        <p className="fingerprint">{fingerprint}</p>
      </div>
      <p>
        Compare the two where you want to be sure. Your accounts come now, and by themselves from now on. Click on
        Hesper in the tool bar to use them; pin it there, so that it stays in sight.
      </p>
      <div className="row">
        <a className="button main" href="#accounts">
          Show the accounts
        </a>
        <a className="button" href="#settings">
          Settings
        </a>
      </div>
    </div>
  );
}

function Already({ name }: { name: string }) {
  return (
    <div className="card stack">
      <p>
        This browser is the key {name} already. To make it another one, take this one out of it first, or use another
        profile of the browser.
      </p>
      <div>
        <a className="button" href="#status">
          State of this key
        </a>
      </div>
    </div>
  );
}
