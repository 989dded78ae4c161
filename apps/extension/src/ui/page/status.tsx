// All that there is to say of this key: whose it is, what the server says of it, what is wrong, and how to end it here.
import { useState } from "react";
import type { KeyView, PageAnswers, StateView } from "../../messages/answers.ts";
import { useAnswer, useDoing, useNow } from "../asking.ts";
import { ErrorMessage, Note, refusalText, Said } from "../brand/messages.tsx";
import { agoWords, counted, dayAndTime, spanWords, statusWords, troubleSentence } from "../brand/words.ts";
import { ChangePinDialog } from "./change-pin.tsx";
import { ForgetDialog } from "./forget.tsx";

interface Props {
  readonly state: StateView;
  readonly view: KeyView;
}

export function StatusPage({ state, view }: Props) {
  const [dialog, setDialog] = useState<"pin" | "forget" | null>(null);
  const [said, setSaid] = useState("");
  const close = () => setDialog(null);
  return (
    <>
      {view.obstacle && <Note kind="warn">{view.obstacle.sentence}</Note>}
      <section className="card stack" aria-label="Key">
        <Facts view={view} isUnlocked={state.stage === "unlocked"} />
        <SyncNow view={view} />
      </section>
      {view.troubles.length > 0 && <Troubles view={view} isUnlocked={state.stage === "unlocked"} />}
      {view.otherKeys.length > 0 && <OtherKeys view={view} />}
      <section className="card stack" aria-labelledby="here">
        <h2 id="here">In this browser</h2>
        <Said>{said}</Said>
        <div className="row">
          <button type="button" onClick={() => setDialog("pin")} disabled={view.obstacle !== null}>
            Change the PIN
          </button>
          <button type="button" className="danger" onClick={() => setDialog("forget")}>
            Take the key out of this browser
          </button>
        </div>
      </section>
      {dialog === "pin" && (
        <ChangePinDialog
          least={view.policy.pinMinimumLength}
          onClose={close}
          onDone={() => {
            close();
            setSaid("The PIN is changed.");
          }}
        />
      )}
      {dialog === "forget" && <ForgetDialog view={view} onClose={close} />}
    </>
  );
}

function Facts({ view, isUnlocked }: { view: KeyView; isUnlocked: boolean }) {
  const now = useNow();
  const { name, employee, installation, server, fingerprint, policy, wrongPins, worksUntilMs, locksAtMs } = view;
  const locks =
    locksAtMs === null ? "" : `, asks for the PIN in ${spanWords(Math.max(0, locksAtMs - now))} without use`;
  return (
    <dl className="facts">
      <dt>Key</dt>
      <dd>{name}</dd>
      <dt>Of</dt>
      <dd>
        {employee.name} ({employee.email})
      </dd>
      <dt>At</dt>
      <dd>
        {installation}, {server}
      </dd>
      <dt>Status</dt>
      <dd>
        {statusWords(view)}, as the server said {agoWords(view.lastContactMs, now)}
      </dd>
      {fingerprint && (
        <>
          <dt>Fingerprint</dt>
          <dd className="fingerprint">{fingerprint}</dd>
        </>
      )}
      <dt>Here</dt>
      <dd>{isUnlocked ? `Unlocked${locks}` : "Locked"}</dd>
      {wrongPins > 0 && (
        <>
          <dt>Wrong PINs</dt>
          <dd>
            {wrongPins} of {policy.wrongPins}
          </dd>
        </>
      )}
      <dt>Accounts</dt>
      <dd>{view.accounts.toLocaleString("en")}</dd>
      <dt>Last contact</dt>
      <dd>{view.lastContactMs === 0 ? "never" : dayAndTime(view.lastContactMs)}</dd>
      <dt>Works off line</dt>
      <dd>
        {worksUntilMs > now
          ? `for ${spanWords(worksUntilMs - now)}, until ${dayAndTime(worksUntilMs)}`
          : "no more: sync it"}
      </dd>
    </dl>
  );
}

function SyncNow({ view }: { view: KeyView }) {
  const doing = useDoing();
  const [report, setReport] = useState<PageAnswers["sync"] | null>(null);
  const sync = async (fromTheBeginning: boolean) => {
    setReport(null);
    const done = await doing.run({ ask: "sync", fromTheBeginning });
    if (done) setReport(done.body);
  };
  const isBusy = doing.busy || view.syncing;
  return (
    <div className="stack-tight">
      <ErrorMessage>{refusalText(doing.refusal) || (isBusy ? "" : view.syncTrouble?.sentence)}</ErrorMessage>
      <Said>{report ? reportWords(report) : ""}</Said>
      {report && report.newKeys.length > 0 && <NewKeys keys={report.newKeys} />}
      <div className="row">
        <button type="button" className="main" disabled={isBusy} onClick={() => sync(false)}>
          {isBusy ? "Syncing" : "Sync now"}
        </button>
        <button type="button" disabled={isBusy} onClick={() => sync(true)}>
          Get everything again
        </button>
      </div>
    </div>
  );
}

function reportWords(report: PageAnswers["sync"]): string {
  const parts = [
    report.stored.length > 0 ? `${counted(report.stored.length, "account")} new or changed.` : "",
    report.removed.length > 0 ? `${counted(report.removed.length, "account")} removed.` : "",
    report.served.length > 0 ? `Sealed accounts for ${counted(report.served.length, "other key")} of yours.` : "",
    report.unlocked ? "An administrator unlocked the key." : "",
    report.othersWait ? "Another key of yours waits: unlock this one and sync again." : "",
  ].filter(Boolean);
  return parts.length === 0 ? "Synced. Nothing is new." : `Synced. ${parts.join(" ")}`;
}

function NewKeys({ keys }: { keys: PageAnswers["sync"]["newKeys"] }) {
  return (
    <Note kind="warn">
      {keys.map(({ fingerprint }) => fingerprint).join(", ")}: a key of yours that is new to this one gets your
      accounts. Compare this with the fingerprint that it shows itself. If you have no such key, tell your
      administrator.
    </Note>
  );
}

function Troubles({ view, isUnlocked }: { view: KeyView; isUnlocked: boolean }) {
  return (
    <section className="card stack" aria-labelledby="troubles">
      <h2 id="troubles">{counted(view.troubles.length, "account")} in trouble</h2>
      <ul className="stack-tight">
        {view.troubles.slice(0, 50).map(({ id, trouble }) => (
          <li key={id}>
            {isUnlocked ? <AccountName id={id} /> : <span className="dim">An account, named when it is unlocked</span>}
            <p className="small">{troubleSentence(trouble)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function AccountName({ id }: { id: string }) {
  const { answer } = useAnswer({ ask: "account", account: id });
  const name = answer?.ok ? answer.body.details?.name : undefined;
  return <a href={`#account/${id}`}>{name ?? "An account that cannot be opened"}</a>;
}

function OtherKeys({ view }: { view: KeyView }) {
  return (
    <section className="card stack" aria-labelledby="others">
      <h2 id="others">Your other keys</h2>
      <p className="dim small">This key has sealed accounts for them. Each shows its own fingerprint.</p>
      <ul className="stack-tight">
        {view.otherKeys.map(({ keyId, fingerprint }) => (
          <li key={keyId} className="secret">
            {fingerprint}
          </li>
        ))}
      </ul>
    </section>
  );
}
