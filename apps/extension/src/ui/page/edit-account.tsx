// Adds a private account, or changes one. Where another key was faster, what was typed stays and what there is is shown.
import { useEffect, useState } from "react";
import type { AccountPageView } from "../../messages/answers.ts";
import { ask } from "../../messages/ask.ts";
import { useDoing } from "../asking.ts";
import { ErrorMessage, Loading, Note, refusalText } from "../brand/messages.tsx";
import { dayAndTime } from "../brand/words.ts";
import { type AccountDraft, AccountForm, detailsOf } from "./account-form.tsx";
import { go } from "./route.ts";
import { isKept, type SecretDraft } from "./secret-field.tsx";

const kept = { keep: "before" } as const;

/** @param url of the page that it is for; empty: of none. */
export function AddAccount({ url }: { url: string }) {
  const doing = useDoing();
  const begin: AccountDraft = {
    name: URL.parse(url)?.hostname.replace(/^www\./, "") ?? "",
    login: "",
    loginType: "website",
    urls: url,
    apps: "",
    password: "",
    otp: "",
    notes: "",
  };
  const save = async (draft: AccountDraft) => {
    const secrets = { password: typed(draft.password), otp: typed(draft.otp), notes: typed(draft.notes) };
    const done = await doing.run({ ask: "create_account", details: detailsOf(draft), secrets });
    if (done) go(`account/${done.body.id}`);
  };
  return (
    <AccountForm
      begin={begin}
      action="Add the account"
      busy={doing.busy}
      error={<ErrorMessage>{refusalText(doing.refusal)}</ErrorMessage>}
      back="#accounts"
      onSubmit={save}
    />
  );
}

function typed(draft: SecretDraft): string | null {
  return typeof draft === "string" && draft !== "" ? draft : null;
}

export function EditAccount({ account, isClosed }: { account: string; isClosed: boolean }) {
  // Asked once: what others change meanwhile must not move what is typed.
  const [view, setView] = useState<AccountPageView | null>(null);
  const [failed, setFailed] = useState("");
  useEffect(() => {
    if (view || isClosed) return;
    void ask({ ask: "account", account }).then((answer) => {
      if (answer.ok) setView(answer.body);
      setFailed(answer.ok ? "" : refusalText(answer.refusal));
    });
  }, [account, view, isClosed]);
  if (failed !== "" && !view) return <ErrorMessage>{failed}</ErrorMessage>;
  if (!view) return <Loading what="Opening the account" />;
  return view.kind === "private" ? (
    <Edit view={view} />
  ) : (
    <p>An administrator made this account, and alone can change it.</p>
  );
}

function Edit({ view }: { view: AccountPageView }) {
  const { id, details, hasPassword, hasCode, hasNotes } = view;
  const doing = useDoing();
  const [newest, setNewest] = useState<AccountPageView | null>(null);
  /** A sync brought what another key wrote, after what is typed here was begun with. */
  const [isOvertaken, setOvertaken] = useState(false);
  const begin: AccountDraft = {
    name: details?.name ?? "",
    login: details?.login ?? "",
    loginType: details?.loginType ?? "website",
    urls: details?.urls.join("\n") ?? "",
    apps: details?.apps.join("\n") ?? "",
    password: hasPassword ? kept : "",
    otp: hasCode ? kept : "",
    notes: hasNotes ? kept : "",
  };
  const save = async (draft: AccountDraft) => {
    const now = await doing.run({ ask: "account", account: id });
    if (!now) return;
    // The revision of the store would let it pass: it is not the one that the person saw.
    const isOther = now.body.updatedAt !== (newest ?? view).updatedAt;
    setOvertaken(isOther);
    if (isOther) return setNewest(now.body);
    const secrets = { password: changed(draft.password), otp: changed(draft.otp), notes: changed(draft.notes) };
    const done = await doing.run({ ask: "change_account", account: id, details: detailsOf(draft), secrets });
    if (done) go(`account/${id}`);
  };
  const look = async () => {
    if (!(await doing.run({ ask: "sync", fromTheBeginning: false }))) return;
    const done = await doing.run({ ask: "account", account: id });
    if (done) setNewest(done.body);
  };
  const isConflict = doing.refusal?.code === "conflict";
  const error = (
    <>
      <ErrorMessage>{isOvertaken ? overtaken : refusalText(doing.refusal)}</ErrorMessage>
      {isConflict && (
        <Note>
          <div className="row between">
            <span>What you typed is still here, and nothing was saved.</span>
            <button type="button" className="compact" onClick={look}>
              Show what it is now
            </button>
          </div>
        </Note>
      )}
      {newest && <Newest view={newest} />}
    </>
  );
  return (
    <AccountForm
      begin={begin}
      action={newest ? "Save over it" : "Save"}
      busy={doing.busy}
      error={error}
      back={`#account/${id}`}
      onSubmit={save}
    />
  );
}

const overtaken =
  "Another key of yours changed this account meanwhile. Nothing was saved. Look at it as it is now, and save again.";

function changed(draft: SecretDraft) {
  return isKept(draft) ? draft : typed(draft);
}

function Newest({ view }: { view: AccountPageView }) {
  const { details, updatedAt, hasPassword, hasCode, hasNotes } = view;
  const has = [hasPassword && "password", hasCode && "OTP secret", hasNotes && "notes"].filter(Boolean).join(", ");
  return (
    <section className="notice notice-warn" aria-labelledby="newest">
      <div className="stack-tight">
        <h2 id="newest">As it is now</h2>
        <dl className="facts">
          <dt>Name</dt>
          <dd>{details?.name}</dd>
          <dt>Login</dt>
          <dd>{details?.login || "none"}</dd>
          <dt>Addresses</dt>
          <dd>{details?.urls.join(", ") || "none"}</dd>
          <dt>Has</dt>
          <dd>{has || "no secret"}</dd>
          <dt>Changed</dt>
          <dd>{dayAndTime(Date.parse(updatedAt))}</dd>
        </dl>
        <p>Saving puts what you typed in its place. Secrets that you left as they are stay as they are now.</p>
      </div>
    </section>
  );
}
