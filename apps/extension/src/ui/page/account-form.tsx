// The form of a private account, new or changed.

import type { AccountDetails } from "@hesper/keyring";
import { type FormEvent, type ReactNode, useState } from "react";
import { generatePassword } from "../generating.ts";
import { OtpCheck } from "./otp-check.tsx";
import { isKept, type SecretDraft, SecretField } from "./secret-field.tsx";

export interface AccountDraft {
  readonly name: string;
  readonly login: string;
  readonly loginType: AccountDetails["loginType"];
  /** One on each line. */
  readonly urls: string;
  readonly apps: string;
  readonly password: SecretDraft;
  readonly otp: SecretDraft;
  readonly notes: SecretDraft;
}

const loginTypes: Readonly<Record<AccountDetails["loginType"], string>> = {
  website: "Website",
  application: "Program",
  local: "Computer",
  domain: "Domain (Active Directory)",
  azure_ad: "Entra ID (Azure AD)",
  microsoft: "Microsoft account",
};

export const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

export function detailsOf({ name, login, loginType, urls, apps }: AccountDraft): AccountDetails {
  return { name: name.trim(), login, loginType, urls: linesOf(urls), apps: linesOf(apps) };
}

interface Props {
  readonly begin: AccountDraft;
  readonly action: string;
  readonly busy: boolean;
  readonly error: ReactNode;
  readonly back: string;
  readonly onSubmit: (draft: AccountDraft) => void;
}

export function AccountForm({ begin, action, busy, error, back, onSubmit }: Props) {
  const [draft, setDraft] = useState(begin);
  const [isMore, setMore] = useState(begin.loginType !== "website" || begin.apps !== "");
  const change = (part: Partial<AccountDraft>) => setDraft((before) => ({ ...before, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSubmit(draft);
  };
  return (
    <form onSubmit={submit} className="card stack" noValidate>
      <p className="dim small">
        Private accounts are sealed to your own keys and to nothing else: no administrator opens them. If all your keys
        are lost, so are they.
      </p>
      <TextField label="Name" value={draft.name} onChange={(name) => change({ name })} />
      <TextField label="Login" value={draft.login} onChange={(login) => change({ login })} />
      <SecretField label="Password" draft={draft.password} onChange={(password) => change({ password })}>
        <button type="button" className="compact" onClick={() => change({ password: generatePassword(20) })}>
          Make one
        </button>
      </SecretField>
      <TextField
        label="Addresses"
        hint="Of the pages that it is for, each on a line of its own."
        isLong
        value={draft.urls}
        onChange={(urls) => change({ urls })}
      />
      <SecretField
        label="OTP secret"
        hint="As the site shows it beside the QR code, or its otpauth address."
        draft={draft.otp}
        onChange={(otp) => change({ otp })}
      />
      {!isKept(draft.otp) && draft.otp && <OtpCheck text={draft.otp} />}
      <SecretField label="Notes" isLong draft={draft.notes} onChange={(notes) => change({ notes })} />
      {isMore ? (
        <>
          <div className="field">
            <label htmlFor="login-type">Where it logs in</label>
            <select
              id="login-type"
              value={draft.loginType}
              onChange={(event) => change({ loginType: event.currentTarget.value as AccountDetails["loginType"] })}
            >
              {Object.entries(loginTypes).map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </select>
          </div>
          <TextField
            label="Programs"
            hint="That it is for, each on a line of its own."
            isLong
            value={draft.apps}
            onChange={(apps) => change({ apps })}
          />
        </>
      ) : (
        <div>
          <button type="button" className="link" onClick={() => setMore(true)}>
            It is not for a website
          </button>
        </div>
      )}
      {error}
      <div className="row end">
        <a className="button" href={back}>
          Cancel
        </a>
        <button type="submit" className="main" disabled={busy}>
          {busy ? "Sealing and sending" : action}
        </button>
      </div>
    </form>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly isLong?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function TextField({ label, hint, isLong = false, value, onChange }: TextFieldProps) {
  const id = `field-${label.toLowerCase().replaceAll(" ", "-")}`;
  const shared = {
    id,
    value,
    autoComplete: "off",
    spellCheck: false,
    "aria-describedby": hint ? `${id}-hint` : undefined,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {isLong ? (
        <textarea {...shared} rows={2} maxLength={8000} onChange={(event) => onChange(event.currentTarget.value)} />
      ) : (
        <input {...shared} maxLength={4000} onChange={(event) => onChange(event.currentTarget.value)} />
      )}
      {hint && (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
    </div>
  );
}
