// Another PIN: the one there is, and the new one twice.
import { useState } from "react";
import { useDoing } from "../asking.ts";
import { Dialog } from "../dialog.tsx";
import { problemOf } from "./activate.tsx";

interface Props {
  readonly least: number;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function ChangePinDialog({ least, onClose, onDone }: Props) {
  const [pins, setPins] = useState({ before: "", after: "", again: "" });
  const [problem, setProblem] = useState("");
  const doing = useDoing();
  const save = async () => {
    doing.clear();
    const wrong = problemOf(pins.after, pins.again, least);
    setProblem(wrong);
    if (wrong !== "") return;
    if (await doing.run({ ask: "change_pin", before: pins.before, after: pins.after })) onDone();
  };
  const field = (name: keyof typeof pins, label: string) => (
    <div className="field">
      <label htmlFor={`pin-${name}`}>{label}</label>
      <input
        id={`pin-${name}`}
        className="secret"
        type="password"
        autoComplete="off"
        maxLength={512}
        value={pins[name]}
        onChange={(event) => setPins({ ...pins, [name]: event.currentTarget.value })}
      />
    </div>
  );
  return (
    <Dialog
      title="Change the PIN"
      action={doing.busy ? "Changing, a few seconds" : "Change the PIN"}
      busy={doing.busy}
      refusal={doing.refusal}
      problem={problem}
      onConfirm={save}
      onClose={onClose}
    >
      <p className="dim small">At least {least} characters. Wrong ones count here too.</p>
      {field("before", "PIN now")}
      {field("after", "New PIN")}
      {field("again", "The new PIN once more")}
    </Dialog>
  );
}
