// All accounts of the key, found as one types.
import { useState } from "react";
import type { AccountView, KeyView } from "../../messages/answers.ts";
import { useAnswer } from "../asking.ts";
import { Icon } from "../brand/icon.tsx";
import { ErrorMessage, Loading, refusalText } from "../brand/messages.tsx";
import { counted, kindWords } from "../brand/words.ts";

const first = 50;
const more = 200;

export function AccountsPage({ view }: { view: KeyView }) {
  const [text, setText] = useState("");
  const [limit, setLimit] = useState(first);
  const { answer } = useAnswer({ ask: "accounts", tab: null, text, limit });
  const write = (next: string) => {
    setText(next);
    setLimit(first);
  };
  return (
    <>
      <div className="row between">
        <div className="field grow">
          <label htmlFor="search">Search {counted(view.accounts, "account")}</label>
          <input
            id="search"
            type="search"
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            value={text}
            onChange={(event) => write(event.currentTarget.value)}
          />
        </div>
        <a className="button main" href="#add">
          <Icon name="plus" /> Add a private account
        </a>
      </div>
      {answer === null && <Loading what="Looking for accounts" />}
      {answer?.ok === false && <ErrorMessage>{refusalText(answer.refusal)}</ErrorMessage>}
      {answer?.ok && answer.body.othersFound === 0 && (
        <p className="card dim">
          {text === ""
            ? "This key has no accounts yet. Your administrator hands them out; private ones you add yourself."
            : `No account has “${text}” in its name, login or address.`}
        </p>
      )}
      {answer?.ok && answer.body.others.length > 0 && (
        <ul className="card list" aria-label="Accounts">
          {answer.body.others.map((account) => (
            <Row key={account.id} account={account} />
          ))}
        </ul>
      )}
      {answer?.ok && answer.body.others.length < answer.body.othersFound && (
        <div>
          <button type="button" onClick={() => setLimit(limit + more)}>
            Show more of {counted(answer.body.othersFound, "account")}
          </button>
        </div>
      )}
    </>
  );
}

function Row({ account }: { account: AccountView }) {
  const { id, details, kind, trouble } = account;
  return (
    <li className="row between">
      <span>
        <a href={`#account/${id}`}>{details?.name ?? "An account that cannot be opened"}</a>
        <span className="dim small"> {details?.login}</span>
      </span>
      <span className="row">
        {trouble && <span className="badge badge-warn">In trouble</span>}
        <span className="badge">{kindWords[kind]}</span>
      </span>
    </li>
  );
}
