// An account: what it is, its secrets each on a click, and what can be done with it.
import { useState } from "react";
import type { AccountPageView, PageAnswers, Refusal } from "../../messages/answers.ts";
import { ask } from "../../messages/ask.ts";
import { useAnswer, useDoing } from "../asking.ts";
import { type Copying, useCopying } from "../brand/copy.tsx";
import { Icon } from "../brand/icon.tsx";
import { LiveCode } from "../brand/live-code.tsx";
import { ErrorMessage, Loading, Note, refusalText, Said } from "../brand/messages.tsx";
import { dayAndTime, kindWords, troubleSentence } from "../brand/words.ts";
import { Dialog } from "../dialog.tsx";
import { Reveal } from "./reveal.tsx";
import { go } from "./route.ts";

export function AccountPage({ account }: { account: string }) {
  const { answer } = useAnswer({ ask: "account", account });
  const copying = useCopying();
  const opening = useDoing();
  const [isDeleting, setDeleting] = useState(false);
  if (answer === null) return <Loading what="Opening the account" />;
  if (!answer.ok) {
    return (
      <>
        <ErrorMessage>{refusalText(answer.refusal)}</ErrorMessage>
        <a href="#accounts">All accounts</a>
      </>
    );
  }
  const view = answer.body;
  const name = view.details?.name ?? "An account that cannot be opened";
  const open = (url: number) => opening.run({ ask: "open_site", account, url, fill: false });
  return (
    <>
      <ErrorMessage>{copying.failed || refusalText(opening.refusal)}</ErrorMessage>
      <Said>{copying.said}</Said>
      <section className="card stack" aria-labelledby="name">
        <div className="row between">
          <h2 id="name">{name}</h2>
          <span className="badge">{kindWords[view.kind]}</span>
        </div>
        {view.trouble && <Note kind="warn">{troubleSentence(view.trouble)}</Note>}
        <Facts view={view} copying={copying} onOpen={open} />
        {view.kind === "private" ? (
          <div className="row">
            <a className="button" href={`#account/${account}/edit`}>
              Edit
            </a>
            <button type="button" className="danger" onClick={() => setDeleting(true)}>
              Delete
            </button>
          </div>
        ) : (
          <p className="dim small">An administrator made this account, and alone can change it.</p>
        )}
      </section>
      {isDeleting && <DeleteDialog account={account} name={name} onClose={() => setDeleting(false)} />}
    </>
  );
}

interface FactsProps {
  readonly view: AccountPageView;
  readonly copying: Copying;
  readonly onOpen: (url: number) => void;
}

function Facts({ view, copying, onOpen }: FactsProps) {
  const { id, details, hasPassword, hasCode, hasNotes, updatedAt } = view;
  const copySecret = (what: string, part: Part) => copying.copy(what, () => secretOf(id, part), true);
  return (
    <dl className="facts">
      {details && details.login !== "" && (
        <>
          <dt>Login</dt>
          <dd className="row between">
            {details.login}
            <button
              type="button"
              className="compact"
              onClick={() => copying.copy("Login", async () => details.login, false)}
            >
              Copy login
            </button>
          </dd>
        </>
      )}
      {hasPassword && (
        <>
          <dt>Password</dt>
          <dd>
            <Reveal what="the password" get={() => secretOf(id, "password")}>
              <button type="button" className="compact" onClick={() => copySecret("Password", "password")}>
                Copy password
              </button>
            </Reveal>
          </dd>
        </>
      )}
      {hasCode && (
        <>
          <dt>Code</dt>
          <dd className="row between">
            <LiveCode of={id} get={() => ask({ ask: "code", account: id })} />
            <button type="button" className="compact" onClick={() => copySecret("Code", "code")}>
              Copy code
            </button>
          </dd>
        </>
      )}
      {hasNotes && (
        <>
          <dt>Notes</dt>
          <dd>
            <Reveal what="the notes" get={() => secretOf(id, "notes")} />
          </dd>
        </>
      )}
      {details && details.urls.length > 0 && (
        <>
          <dt>{details.urls.length === 1 ? "Address" : "Addresses"}</dt>
          <dd className="stack-tight">
            {details.urls.map((url, place) => (
              <span key={url} className="row between">
                {url}
                <button type="button" className="compact" aria-label={`Open ${url}`} onClick={() => onOpen(place)}>
                  <Icon name="open" size={14} /> Open
                </button>
              </span>
            ))}
          </dd>
        </>
      )}
      {details && details.apps.length > 0 && (
        <>
          <dt>Programs</dt>
          <dd>{details.apps.join(", ")}</dd>
        </>
      )}
      <dt>Changed</dt>
      <dd>{dayAndTime(Date.parse(updatedAt))}</dd>
    </dl>
  );
}

type Part = "password" | "code" | "notes";

async function secretOf(account: string, part: Part): Promise<string | Refusal> {
  const answer = await ask({ ask: part, account });
  if (!answer.ok) return answer.refusal;
  const body = answer.body as PageAnswers[Part];
  if ("password" in body) return body.password;
  return "notes" in body ? body.notes : body.code;
}

interface DeleteProps {
  readonly account: string;
  readonly name: string;
  readonly onClose: () => void;
}

function DeleteDialog({ account, name, onClose }: DeleteProps) {
  const doing = useDoing();
  const remove = async () => {
    if (await doing.run({ ask: "delete_account", account })) go("accounts");
  };
  return (
    <Dialog
      title={`Delete ${name}?`}
      action="Delete"
      danger
      busy={doing.busy}
      refusal={doing.refusal}
      onConfirm={remove}
      onClose={onClose}
    >
      <p>
        Its password, one-time password and notes are removed from all your keys. Nobody can bring them back, and no
        administrator has them.
      </p>
    </Dialog>
  );
}
