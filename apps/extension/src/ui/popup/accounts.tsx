// The unlocked pop-up: what is for this site first, the others below, a search over all.
import { useEffect, useRef, useState } from "react";
import type { AccountsView, KeyView, SiteView, StateView } from "../../messages/answers.ts";
import { useAnswer } from "../asking.ts";
import { useCopying } from "../brand/copy.tsx";
import { Icon } from "../brand/icon.tsx";
import { ErrorMessage, Loading, Note, refusalText, Said } from "../brand/messages.tsx";
import { counted } from "../brand/words.ts";
import { CodeReady } from "./code-ready.tsx";
import { useFilling } from "./filling.ts";
import { Insist } from "./insist.tsx";
import { useRowKeys } from "./keyboard.ts";
import { Menu } from "./menu.tsx";
import { openPage } from "./open-page.ts";
import { OtherRow, SiteRow } from "./rows.tsx";
import { StatusLine } from "./status-line.tsx";

/** How many others are drawn at first, and how many more each time. */
const first = 30;
const more = 200;

interface Props {
  readonly state: StateView;
  readonly view: KeyView;
  readonly tab: number | null;
  /** What is said at the beginning: how the fill went that waited for the PIN. */
  readonly begin: string;
}

export function Accounts({ state, view, tab, begin }: Props) {
  const [text, setText] = useState("");
  const [limit, setLimit] = useState(first);
  const { answer, isCurrent, again } = useAnswer({ ask: "accounts", tab, text, limit });
  const filling = useFilling(tab, begin, again);
  const copying = useCopying();
  const search = useRef<HTMLInputElement>(null);
  useRowKeys(search, isCurrent);
  useEffect(() => search.current?.focus(), []);
  const write = (next: string) => {
    setText(next);
    setLimit(first);
  };
  return (
    <>
      <header className="head">
        <div className="search">
          <Icon name="search" />
          <input
            ref={search}
            type="search"
            aria-label="Search accounts"
            placeholder={`Search ${counted(view.accounts, "account")}`}
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            value={text}
            onChange={(event) => write(event.currentTarget.value)}
          />
        </div>
        <Menu site={answer?.ok ? answer.body.site : null} />
      </header>
      <main className="body">
        <h1 className="unseen">Accounts</h1>
        {state.offers > 0 && <OffersNote count={state.offers} />}
        <ErrorMessage>{filling.failed || copying.failed}</ErrorMessage>
        {filling.insisting && (
          <Insist
            host={filling.insisting.host}
            onInsist={filling.insist}
            onClose={filling.cancel}
            busy={filling.busy}
          />
        )}
        <Said>{copying.said || filling.said}</Said>
        {answer === null && <Loading what="Looking for accounts" />}
        {answer?.ok === false && <ErrorMessage>{refusalText(answer.refusal)}</ErrorMessage>}
        {answer?.ok && <Found found={answer.body} text={text} tab={tab} filling={filling} copying={copying} />}
        {answer?.ok && answer.body.others.length < answer.body.othersFound && (
          <button type="button" className="wide" onClick={() => setLimit(limit + more)}>
            Show more of {counted(answer.body.othersFound, "account")}
          </button>
        )}
      </main>
      <StatusLine view={view} />
    </>
  );
}

interface FoundProps {
  readonly found: AccountsView;
  readonly text: string;
  readonly tab: number | null;
  readonly filling: ReturnType<typeof useFilling>;
  readonly copying: ReturnType<typeof useCopying>;
}

function Found({ found, text, filling, copying }: FoundProps) {
  const { site, forSite, others, othersFound, codeReady } = found;
  const ready = forSite.find(({ id }) => id === codeReady?.account);
  const isEmpty = forSite.length === 0 && others.length === 0;
  return (
    <>
      {site && <SiteHead site={site} />}
      {ready && <CodeReady account={ready} filling={filling} />}
      {forSite.length > 0 && (
        <ul className="accounts" aria-label="For this site">
          {forSite.map((account, place) => (
            <SiteRow
              key={account.id}
              account={account}
              isUnfolded={place === 0 && !ready}
              filling={filling}
              copying={copying}
            />
          ))}
        </ul>
      )}
      {site && forSite.length === 0 && text === "" && <NoneForSite site={site} />}
      {others.length > 0 && (
        <h2 className="group-title">
          {forSite.length > 0 || site ? "Other accounts" : "All accounts"} ({othersFound.toLocaleString("en")})
        </h2>
      )}
      {others.length > 0 && (
        <ul className="accounts" aria-label="Other accounts">
          {others.map((account) => (
            <OtherRow key={account.id} account={account} copying={copying} />
          ))}
        </ul>
      )}
      {isEmpty && (
        <p className="empty dim">
          {text === ""
            ? "This key has no accounts yet. Your administrator hands them out; private ones you add yourself."
            : `No account has “${text}” in its name, login or address.`}
        </p>
      )}
    </>
  );
}

function SiteHead({ site }: { site: SiteView }) {
  return (
    <div className="stack-tight">
      <div className="site">
        <h2>For {site.host}</h2>
        {site.punycode && <span className="small dim">{site.punycode}</span>}
      </div>
      {site.punycode && (
        <Note kind="warn">This name has letters that look like others. Is it the site that you mean?</Note>
      )}
      {!site.secure && !isThisComputer(site) && (
        <Note kind="warn">This page came over http: anybody on the way can read what is sent.</Note>
      )}
    </div>
  );
}

/** Nobody is on the way there. */
function isThisComputer({ host }: SiteView): boolean {
  return /^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/.test(host);
}

function NoneForSite({ site }: { site: SiteView }) {
  const url = `${site.secure ? "https" : "http"}://${site.punycode ?? site.host}`;
  return (
    <div className="accounts empty stack-tight">
      <p className="dim">No account is for this site.</p>
      <div>
        <button type="button" className="compact" onClick={() => openPage(`add/${encodeURIComponent(url)}`)}>
          <Icon name="plus" /> Add a private account
        </button>
      </div>
    </div>
  );
}

function OffersNote({ count }: { count: number }) {
  return (
    <Note>
      <div className="row between">
        <span>{count === 1 ? "A log-in can be kept." : `${count} log-ins can be kept.`}</span>
        <button type="button" className="compact" onClick={() => openPage("offers")}>
          Look
        </button>
      </div>
    </Note>
  );
}
