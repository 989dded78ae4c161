// The pages in a tab: which one is shown, and the PIN in its place while the key is locked. What was typed stays.
import { type ReactNode, useEffect, useRef } from "react";
import type { KeyView, StateView } from "../../messages/answers.ts";
import { useAnswer } from "../asking.ts";
import { Mark } from "../brand/mark.tsx";
import { ErrorMessage, Loading, refusalText } from "../brand/messages.tsx";
import { AccountPage } from "./account.tsx";
import { AccountsPage } from "./accounts.tsx";
import { ActivatePage } from "./activate.tsx";
import { AddAccount, EditAccount } from "./edit-account.tsx";
import { GeneratorPage } from "./generator.tsx";
import { OffersPage } from "./offers.tsx";
import { type Route, useRoute } from "./route.ts";
import { SettingsPage } from "./settings.tsx";
import { StatusPage } from "./status.tsx";
import { TouchUnlock } from "./touch-unlock.tsx";
import { UnlockPage } from "./unlock-page.tsx";

const titles: Readonly<Record<Route["page"], string>> = {
  accounts: "Accounts",
  activate: "Activate this browser",
  status: "State of this key",
  settings: "Settings",
  generator: "Make a password",
  offers: "Keep what you typed",
  unlock: "Unlock the key",
  add: "Add a private account",
  account: "Account",
  edit: "Edit the account",
};

/** What can be seen while the key is locked. */
const open: ReadonlySet<Route["page"]> = new Set(["activate", "status", "settings", "generator"]);

export function Pages() {
  const route = useRoute();
  const { answer, again } = useAnswer({ ask: "state" });
  const title = titles[route.page];
  const heading = useRef<HTMLHeadingElement>(null);
  const isFirst = useRef(true);
  const place = JSON.stringify(route);
  // biome-ignore lint/correctness/useExhaustiveDependencies: keyboard and screen reader follow to each new page.
  useEffect(() => {
    document.title = `${title} · Hesper`;
    if (!isFirst.current) heading.current?.focus();
    isFirst.current = false;
  }, [title, place]);
  return (
    <div className="frame">
      <header className="frame-head">
        <span className="brand">
          <Mark /> Hesper
        </span>
        {answer?.ok && answer.body.key && answer.body.stage !== "ended" && <Navigation page={route.page} />}
      </header>
      <main className="stack">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {answer === null && <Loading what="Asking the key" />}
        {answer?.ok === false && (
          <>
            <ErrorMessage>{refusalText(answer.refusal)}</ErrorMessage>
            <div>
              <button type="button" onClick={again}>
                Try again
              </button>
            </div>
          </>
        )}
        {answer?.ok && <Behind state={answer.body} route={route} again={again} />}
      </main>
    </div>
  );
}

function Navigation({ page }: { page: Route["page"] }) {
  const links = [
    ["accounts", "Accounts"],
    ["generator", "Generator"],
    ["status", "State"],
    ["settings", "Settings"],
  ] as const;
  return (
    <nav aria-label="Pages">
      {links.map(([name, words]) => (
        <a key={name} href={`#${name}`} aria-current={name === page ? "page" : undefined}>
          {words}
        </a>
      ))}
    </nav>
  );
}

interface BehindProps {
  readonly state: StateView;
  readonly route: Route;
  readonly again: () => void;
}

function Behind({ state, route, again }: BehindProps) {
  const { stage, key } = state;
  if (route.page === "activate") return <ActivatePage state={state} />;
  if (key === null) return <None />;
  if (stage === "ended") return <Over view={key} />;
  if (route.page === "unlock") return <UnlockPage state={state} view={key} tab={route.tab} />;
  const isClosed = stage !== "unlocked" && !open.has(route.page);
  return (
    <>
      {isClosed && (
        <section className="card" aria-label="Unlock">
          <TouchUnlock view={key} onUnlocked={again} />
        </section>
      )}
      {/* Drawn on while it is locked, out of sight: what was typed is there again after the PIN. */}
      <div hidden={isClosed} className="stack">
        <Shown state={state} view={key} route={route} isClosed={isClosed} again={again} />
      </div>
    </>
  );
}

interface ShownProps {
  readonly state: StateView;
  readonly view: KeyView;
  readonly route: Route;
  readonly isClosed: boolean;
  readonly again: () => void;
}

function Shown({ state, view, route, isClosed, again }: ShownProps): ReactNode {
  switch (route.page) {
    case "status":
      return <StatusPage state={state} view={view} />;
    case "settings":
      return <SettingsPage state={state} view={view} again={again} />;
    case "generator":
      return <GeneratorPage />;
    case "add":
      return <AddAccount key={route.url} url={route.url} />;
    case "edit":
      return <EditAccount key={route.account} account={route.account} isClosed={isClosed} />;
    case "account":
      return isClosed ? null : <AccountPage key={route.account} account={route.account} />;
    case "offers":
      return isClosed ? null : <OffersPage />;
    default:
      return isClosed ? null : <AccountsPage view={view} />;
  }
}

function None() {
  return (
    <div className="card stack">
      <p>This browser is no key yet. With the link of your administrator you make it one.</p>
      <div>
        <a className="button main" href="#activate">
          Activate
        </a>
      </div>
    </div>
  );
}

function Over({ view }: { view: KeyView }) {
  return (
    <div className="card stack">
      <p>
        The key {view.name} was ended by an administrator, and everything that it held was removed from this browser.
      </p>
      <div>
        <a className="button main" href="#activate">
          Activate another key
        </a>
      </div>
    </div>
  );
}
