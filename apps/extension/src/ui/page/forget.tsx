// Takes the key out of this browser: its name is typed, since nothing brings it back.
import { useState } from "react";
import type { KeyView } from "../../messages/answers.ts";
import { useDoing } from "../asking.ts";
import { Dialog } from "../dialog.tsx";

export function ForgetDialog({ view, onClose }: { view: KeyView; onClose: () => void }) {
  const [name, setName] = useState("");
  const doing = useDoing();
  const forget = async () => {
    if (await doing.run({ ask: "forget", name: name.trim() })) onClose();
  };
  return (
    <Dialog
      title="Take the key out of this browser?"
      action="Take it out"
      danger
      busy={doing.busy}
      refusal={doing.refusal}
      onConfirm={forget}
      onClose={onClose}
    >
      <p>
        Everything that it holds is removed here, and it cannot be activated again with the same link. Private accounts
        that no other key of yours has are lost. The server still counts it as a key: ask your administrator to
        deactivate it.
      </p>
      <div className="field">
        <label htmlFor="forget-name">
          To go on, type the name of the key: <b>{view.name}</b>
        </label>
        <input
          id="forget-name"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </div>
    </Dialog>
  );
}
