// Asks before an account of an https address is filled over http: the name of the site is typed.
import { type FormEvent, useEffect, useRef, useState } from "react";

interface Props {
  readonly host: string;
  readonly busy: boolean;
  readonly onInsist: (host: string) => void;
  readonly onClose: () => void;
}

export function Insist({ host, busy, onInsist, onClose }: Props) {
  const [typed, setTyped] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const isSame = typed.trim().toLowerCase() === host.toLowerCase();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isSame && !busy) onInsist(host);
  };
  return (
    <section className="card stack" aria-labelledby="insist">
      <h2 id="insist">Fill over http?</h2>
      <p role="alert">
        This page came over http, and the account is for https. Anybody on the way could read the password. Open the
        address with https instead, if the site has it.
      </p>
      <form onSubmit={submit} className="stack">
        <div className="field">
          <label htmlFor="insist-host">
            To fill it nonetheless, type <b>{host}</b>
          </label>
          <input
            id="insist-host"
            ref={field}
            value={typed}
            maxLength={300}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </div>
        <div className="row end">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="danger" disabled={!isSame || busy}>
            Fill over http
          </button>
        </div>
      </form>
    </section>
  );
}
