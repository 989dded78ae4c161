// An account in the pop-up: its first button does what is wanted most, and what else there is unfolds below.
import { useId, useState } from "react";
import type { AccountView, PageAnswers, Refusal, SiteAccountView } from "../../messages/answers.ts";
import { ask } from "../../messages/ask.ts";
import { useAnswer, useDoing } from "../asking.ts";
import type { Copying } from "../brand/copy.tsx";
import { Icon } from "../brand/icon.tsx";
import { LiveCode } from "../brand/live-code.tsx";
import { ErrorMessage, Note, refusalText } from "../brand/messages.tsx";
import { kindWords, troubleSentence } from "../brand/words.ts";
import { useEverySite } from "../every-site.ts";
import type { Filling } from "./filling.ts";
import { openPage } from "./open-page.ts";
import { closePopup } from "./tab.ts";

/** An account of which nothing can be read. */
const closed = "An account that cannot be opened";

export const nameOf = ({ details }: AccountView) => details?.name ?? closed;

interface SiteRowProps {
  readonly account: SiteAccountView;
  /** At first. */
  readonly isUnfolded: boolean;
  readonly filling: Filling;
  readonly copying: Copying;
}

export function SiteRow({ account, isUnfolded, filling, copying }: SiteRowProps) {
  const [isOpen, setOpen] = useState(isUnfolded);
  const id = useId();
  const name = nameOf(account);
  return (
    <li className="account">
      <div className="account-top">
        <button
          type="button"
          className="account-main"
          data-row
          disabled={filling.busy}
          onClick={() => filling.fill(account.id, account.hasPassword ? "login_and_password" : "code")}
        >
          <Words account={account} />
          <span className="fill-word">{account.hasPassword || !account.hasCode ? "Fill" : "Fill code"}</span>
        </button>
        <MoreButton isOpen={isOpen} panel={id} name={name} onPress={() => setOpen(!isOpen)} />
      </div>
      {isOpen && (
        <div id={id} className="account-open">
          <Parts account={account} copying={copying} onFillCode={() => filling.fill(account.id, "code")} />
        </div>
      )}
    </li>
  );
}

export function OtherRow({ account, copying }: { account: AccountView; copying: Copying }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <li className="account">
      <div className="account-top">
        <button
          type="button"
          className="account-main"
          data-row
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          onClick={() => setOpen(!isOpen)}
        >
          <Words account={account} />
          <Icon name="down" />
        </button>
      </div>
      {isOpen && (
        <div id={id} className="account-open">
          <Unfolded account={account} copying={copying} />
        </div>
      )}
    </li>
  );
}

function Words({ account }: { account: AccountView }) {
  const name = nameOf(account);
  const login = account.details?.login ?? "";
  return (
    <>
      <span className="letter" aria-hidden="true">
        {[...name][0]?.toUpperCase()}
      </span>
      <span className="account-words">
        <span className="account-name">{name}</span>
        <span className="account-login">
          {account.trouble && "In trouble · "}
          {login || kindWords[account.kind]}
        </span>
      </span>
    </>
  );
}

interface MoreButtonProps {
  readonly isOpen: boolean;
  readonly panel: string;
  readonly name: string;
  readonly onPress: () => void;
}

function MoreButton({ isOpen, panel, name, onPress }: MoreButtonProps) {
  return (
    <button
      type="button"
      className="account-more icon-only"
      aria-label={`More of ${name}`}
      aria-expanded={isOpen}
      aria-controls={isOpen ? panel : undefined}
      onClick={onPress}
    >
      <Icon name="down" />
    </button>
  );
}

/** Of an account that is for another site: which parts it has is asked for when it unfolds. */
function Unfolded({ account, copying }: { account: AccountView; copying: Copying }) {
  const { answer } = useAnswer({ ask: "account", account: account.id });
  const opening = useDoing();
  const mayFill = useEverySite();
  if (answer === null) return <span className="dim small">Opening it</span>;
  if (!answer.ok) return <ErrorMessage>{refusalText(answer.refusal)}</ErrorMessage>;
  const hasAddress = (account.details?.urls.length ?? 0) > 0;
  const fill = mayFill && answer.body.hasPassword;
  const open = async () => {
    const done = await opening.run({ ask: "open_site", account: account.id, url: 0, fill });
    if (done) closePopup();
  };
  return (
    <>
      <ErrorMessage>{refusalText(opening.refusal)}</ErrorMessage>
      {hasAddress && (
        <div>
          <button type="button" className="compact main" disabled={opening.busy} onClick={open}>
            <Icon name="open" size={14} /> {fill ? "Open the site and fill" : "Open the site"}
          </button>
        </div>
      )}
      <Parts account={answer.body} copying={copying} onFillCode={null} />
    </>
  );
}

interface PartsProps {
  readonly account: AccountView & Pick<SiteAccountView, "hasPassword" | "hasCode">;
  readonly copying: Copying;
  readonly onFillCode: (() => void) | null;
}

function Parts({ account, copying, onFillCode }: PartsProps) {
  const { id, details, hasPassword, hasCode, trouble } = account;
  const login = details?.login ?? "";
  const secret = (what: "password" | "code") => () => secretOf(id, what);
  return (
    <>
      {trouble && <Note kind="warn">{troubleSentence(trouble)}</Note>}
      {hasCode && (
        <div className="account-code">
          <LiveCode of={id} get={() => ask({ ask: "code", account: id })} />
          <span className="row">
            <CopyButton what="Code" get={secret("code")} isSecret copying={copying} isShort />
            {onFillCode && hasPassword && (
              <button type="button" className="compact" onClick={onFillCode}>
                Fill code
              </button>
            )}
          </span>
        </div>
      )}
      <div className="row">
        {login !== "" && <CopyButton what="Login" get={async () => login} isSecret={false} copying={copying} />}
        {hasPassword && <CopyButton what="Password" get={secret("password")} isSecret copying={copying} />}
        <button
          type="button"
          className="compact bare last"
          aria-label={`Details of ${nameOf(account)}`}
          onClick={() => openPage(`account/${id}`)}
        >
          Details
        </button>
      </div>
    </>
  );
}

interface CopyButtonProps {
  readonly what: "Login" | "Password" | "Code";
  readonly get: () => Promise<string | Refusal>;
  readonly isSecret: boolean;
  readonly copying: Copying;
  /** Only a picture: it stands beside what it copies. */
  readonly isShort?: boolean;
}

function CopyButton({ what, get, isSecret, copying, isShort = false }: CopyButtonProps) {
  return (
    <button
      type="button"
      className="compact"
      aria-label={`Copy ${what.toLowerCase()}`}
      title={`Copy ${what.toLowerCase()}`}
      onClick={() => copying.copy(what, get, isSecret)}
    >
      {isShort ? "Copy" : <Icon name="copy" size={14} />} {isShort ? "" : what}
    </button>
  );
}

async function secretOf(account: string, what: "password" | "code"): Promise<string | Refusal> {
  const answer = await ask({ ask: what, account });
  if (!answer.ok) return answer.refusal;
  const body = answer.body as PageAnswers["password"] | PageAnswers["code"];
  return "password" in body ? body.password : body.code;
}
