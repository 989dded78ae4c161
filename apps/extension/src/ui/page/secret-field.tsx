// A secret part in a form: kept as it is until it is changed, hidden while it is typed.
import { type ReactNode, useId, useState } from "react";

/** `null`: there is none. `keep`: as it was. */
export type SecretDraft = { readonly keep: "before" } | string | null;

export const isKept = (draft: SecretDraft): draft is { readonly keep: "before" } =>
  typeof draft === "object" && draft !== null;

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly draft: SecretDraft;
  readonly isLong?: boolean;
  readonly onChange: (draft: SecretDraft) => void;
  /** Beside it: the generator. */
  readonly children?: ReactNode;
}

export function SecretField({ label, hint, draft, isLong = false, onChange, children }: Props) {
  const id = useId();
  const [isShown, setShown] = useState(false);
  if (isKept(draft)) {
    return (
      <fieldset className="row between" aria-label={label}>
        <span>
          <span className="label">{label}</span> <span className="dim small">stays as it is</span>
        </span>
        <span className="row">
          <button type="button" className="compact" aria-label={`Change: ${label}`} onClick={() => onChange("")}>
            Change
          </button>
          <button type="button" className="compact" aria-label={`Take away: ${label}`} onClick={() => onChange(null)}>
            Take away
          </button>
        </span>
      </fieldset>
    );
  }
  const shared = {
    id,
    className: "secret",
    autoComplete: "off",
    spellCheck: false,
    value: draft ?? "",
    "aria-describedby": hint ? `${id}-hint` : undefined,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {isLong ? (
        <textarea {...shared} rows={4} maxLength={40_000} onChange={(event) => onChange(event.currentTarget.value)} />
      ) : (
        <input
          {...shared}
          type={isShown ? "text" : "password"}
          maxLength={4000}
          onChange={(event) => onChange(event.currentTarget.value)}
          onBlur={(event) => {
            // Left for something other than its own buttons, it is hidden again.
            if (!event.relatedTarget || !event.currentTarget.parentElement?.contains(event.relatedTarget))
              setShown(false);
          }}
        />
      )}
      {hint && (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
      {!isLong && (
        <div className="row">
          <button
            type="button"
            className="compact"
            aria-label={`${isShown ? "Hide" : "Show"}: ${label}`}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? "Hide" : "Show"}
          </button>
          {children}
        </div>
      )}
    </div>
  );
}
