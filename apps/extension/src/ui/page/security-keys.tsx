// Which security keys unlock the key instead of its PIN: added after the PIN, with a name each, and removed.
import { useEffect, useRef, useState } from "react";
import type { KeyView, StateView } from "../../messages/answers.ts";
import { useDoing } from "../asking.ts";
import { Said } from "../brand/messages.tsx";
import { dayAndTime } from "../brand/words.ts";
import { Dialog } from "../dialog.tsx";
import { asksForSecurityKeys, makeSecurityKey, notHere } from "../security-key.ts";

type Shown = KeyView["securityKeys"][number];

export function SecurityKeys({ view, stage }: { view: KeyView; stage: StateView["stage"] }) {
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Shown | null>(null);
  const [said, setSaid] = useState("");
  const { securityKeys } = view;
  const isLocked = stage !== "unlocked";
  return (
    <section className="card stack" aria-labelledby="security-keys">
      <h2 id="security-keys">Unlock with a security key</h2>
      <p className="dim small">
        A touch of a FIDO2 key, and its own PIN or your finger, unlocks this browser's key instead of the PIN, also off
        line. The PIN goes on working: you need it when a security key is lost.
      </p>
      <Said>{said}</Said>
      {securityKeys.length > 0 && (
        <ul className="listed" aria-label="Security keys">
          {securityKeys.map((one) => (
            <li key={one.credentialId} className="row between">
              <span>
                {one.name}
                <span className="hint block">Added {dayAndTime(one.addedAtMs)}</span>
              </span>
              <button
                type="button"
                aria-label={`Remove ${one.name}`}
                disabled={isLocked}
                onClick={() => setRemoving(one)}
              >
                Remove
              </button>
            </li>
          ))}
        </ul>
      )}
      {securityKeys.length > 0 && isLocked && <p className="dim small">To remove one, unlock the key first.</p>}
      {asksForSecurityKeys ? (
        <div>
          <button type="button" disabled={view.obstacle !== null} onClick={() => setAdding(true)}>
            Add a security key
          </button>
        </div>
      ) : (
        <p className="small">{notHere}</p>
      )}
      {adding && (
        <AddDialog
          view={view}
          onClose={() => setAdding(false)}
          onDone={(name) => {
            setAdding(false);
            setSaid(`${name} unlocks this browser's key from now on.`);
          }}
        />
      )}
      {removing && (
        <RemoveDialog
          shown={removing}
          isLast={securityKeys.length === 1}
          onClose={() => setRemoving(null)}
          onDone={() => {
            setRemoving(null);
            setSaid(`${removing.name} unlocks nothing any more.`);
          }}
        />
      )}
    </section>
  );
}

const steps = {
  ask: "Add it",
  pin: "Trying the PIN, about a second",
  touch: "Touch your security key",
  again: "Touch it once more",
  keep: "Keeping it",
} as const;

interface AddProps {
  readonly view: KeyView;
  readonly onClose: () => void;
  readonly onDone: (name: string) => void;
}

function AddDialog({ view, onClose, onDone }: AddProps) {
  const [given, setGiven] = useState({ name: "", pin: "" });
  const [problem, setProblem] = useState("");
  const [step, setStep] = useState<keyof typeof steps>("ask");
  const doing = useDoing();
  const calledOff = useRef(new AbortController());
  useEffect(() => {
    const closed = new AbortController();
    calledOff.current = closed;
    return () => closed.abort();
  }, []);
  const name = given.name.trim();
  const add = async () => {
    setProblem("");
    doing.clear();
    if (view.securityKeys.some((one) => one.name === name)) return setProblem(taken);
    if (given.pin === "") return setProblem("Enter the PIN of the key: only who knows it may add a security key.");
    setStep("pin");
    const { signal } = calledOff.current;
    const begun = await doing.run({ ask: "begin_security_key", pin: given.pin });
    if (!begun || signal.aborted) return setStep("ask");
    setStep("touch");
    const person = `${view.employee.email}, key ${view.name}`;
    const known = view.securityKeys;
    const made = await makeSecurityKey({ person, known, onSecondTouch: () => setStep("again"), signal });
    if (signal.aborted) return;
    if (!made.ok) {
      setProblem(made.sentence ?? "");
      return setStep("ask");
    }
    setStep("keep");
    const added = await doing.run({ ask: "add_security_key", name, ...made.body });
    setStep("ask");
    if (added) onDone(added.body.name);
  };
  return (
    <Dialog
      title="Add a security key"
      action={steps[step]}
      busy={step !== "ask"}
      refusal={doing.refusal}
      problem={problem}
      onConfirm={add}
      onClose={onClose}
    >
      <p className="dim small">
        Have the security key at hand. The browser asks for it, some are to be touched twice. It must have a PIN of its
        own or know your finger.
      </p>
      <p role="status" className="unseen">
        {step === "touch" || step === "again" ? steps[step] : ""}
      </p>
      <div className="field">
        <label htmlFor="security-key-name">Name</label>
        <input
          id="security-key-name"
          autoComplete="off"
          maxLength={64}
          value={given.name}
          placeholder="Security key"
          aria-describedby="security-key-name-hint"
          onChange={(event) => setGiven({ ...given, name: event.currentTarget.value })}
        />
        <span id="security-key-name-hint" className="hint">
          So that you know which one to remove when it is lost: “Blue, at my key ring”.
        </span>
      </div>
      <div className="field">
        <label htmlFor="security-key-pin">PIN of the key {view.name}</label>
        <input
          id="security-key-pin"
          className="secret"
          type="password"
          autoComplete="off"
          maxLength={512}
          value={given.pin}
          onChange={(event) => setGiven({ ...given, pin: event.currentTarget.value })}
        />
      </div>
    </Dialog>
  );
}

const taken = "Another security key has this name. Choose another one.";

interface RemoveProps {
  readonly shown: Shown;
  readonly isLast: boolean;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function RemoveDialog({ shown, isLast, onClose, onDone }: RemoveProps) {
  const doing = useDoing();
  const remove = async () => {
    if (await doing.run({ ask: "remove_security_key", credential: shown.credentialId })) onDone();
  };
  return (
    <Dialog
      title={`Remove ${shown.name}?`}
      action="Remove it"
      danger
      busy={doing.busy}
      refusal={doing.refusal}
      onConfirm={remove}
      onClose={onClose}
    >
      <p>
        It does not unlock this browser's key any more.
        {isLast ? " Then the PIN alone does: be sure that you know it." : ""} Nothing is lost, and it can be added
        again.
      </p>
    </Dialog>
  );
}
