// Asks before something is done that cannot be undone; the text names what is lost.
import { type FormEvent, type ReactNode, useEffect, useId, useRef } from "react";
import type { Refusal } from "../messages/answers.ts";
import { ErrorMessage, refusalText } from "./brand/messages.tsx";

interface Props {
  readonly title: string;
  readonly action: string;
  readonly danger?: boolean;
  readonly busy: boolean;
  readonly refusal: Refusal | null;
  readonly problem?: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Dialog({ title, action, danger, busy, refusal, problem, onConfirm, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    if (shown && !shown.open) shown.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onConfirm();
  };
  return (
    <dialog ref={dialog} aria-labelledby={id} onCancel={onClose}>
      <form onSubmit={submit} className="stack" noValidate>
        <h2 id={id}>{title}</h2>
        {children}
        <ErrorMessage>{problem || refusalText(refusal)}</ErrorMessage>
        <div className="row end">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className={danger ? "danger" : "main"} disabled={busy}>
            {action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
