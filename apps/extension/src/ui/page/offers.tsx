// What was typed in log-ins that worked: kept, given to an account that there is, or let go.
import { type FormEvent, useState } from "react";
import type { OfferView, Refusal } from "../../messages/answers.ts";
import { ask } from "../../messages/ask.ts";
import { useAnswer, useDoing } from "../asking.ts";
import { ErrorMessage, Loading, Note, refusalText, Said } from "../brand/messages.tsx";
import { Reveal } from "./reveal.tsx";

export function OffersPage() {
  const { answer, again } = useAnswer({ ask: "offers" });
  const [said, setSaid] = useState("");
  if (answer === null) return <Loading what="Looking for offers" />;
  if (!answer.ok) return <ErrorMessage>{refusalText(answer.refusal)}</ErrorMessage>;
  const over = (words: string) => {
    setSaid(words);
    again();
  };
  return (
    <>
      <Said>{said}</Said>
      {answer.body.length === 0 && (
        <p className="card dim">There is nothing to keep. Log in somewhere, and look again.</p>
      )}
      {answer.body.map((offer) => (
        <Offer key={offer.id} offer={offer} onOver={over} />
      ))}
    </>
  );
}

interface Props {
  readonly offer: OfferView;
  readonly onOver: (said: string) => void;
}

function Offer({ offer, onOver }: Props) {
  const { id, kind, site, url, accounts } = offer;
  const [name, setName] = useState(site.host);
  const [login, setLogin] = useState(offer.login);
  const [account, setAccount] = useState(kind === "update" ? (accounts[0]?.id ?? "") : "");
  const doing = useDoing();
  const title = `offer-${id}`;
  const accept = async (event: FormEvent) => {
    event.preventDefault();
    if (doing.busy || kind === "update_elsewhere") return;
    const chosen = account === "" ? null : account;
    const done = await doing.run({ ask: "accept_offer", offer: id, name: name.trim(), login, account: chosen });
    if (done) onOver(chosen === null ? `${name} is kept as a private account.` : "The account has the new password.");
  };
  const dismiss = async (never: boolean) => {
    const done = await doing.run({ ask: "dismiss_offer", offer: id, never });
    if (done) onOver(never ? `Nothing more is offered on ${site.domain}.` : "Nothing was kept.");
  };
  return (
    <form onSubmit={accept} className="card stack" aria-labelledby={title} noValidate>
      <h2 id={title}>
        {kind === "save" ? "Keep the log-in" : "A new password"} of {site.host}
      </h2>
      {site.punycode && (
        <Note kind="warn">Its name goes over the wire as {site.punycode}. Is it the site that you mean?</Note>
      )}
      {kind === "update_elsewhere" ? (
        <Elsewhere offer={offer} />
      ) : (
        <>
          {kind === "update" && accounts.length > 0 && (
            <div className="field">
              <label htmlFor={`${title}-account`}>What to do with it</label>
              <select
                id={`${title}-account`}
                value={account}
                onChange={(event) => setAccount(event.currentTarget.value)}
              >
                {accounts.map((one) => (
                  <option key={one.id} value={one.id}>
                    Give it to {one.name} ({one.login || "no login"})
                  </option>
                ))}
                <option value="">Keep it as a new private account</option>
              </select>
            </div>
          )}
          {account === "" && (
            <>
              <Line id={`${title}-name`} label="Name" value={name} onChange={setName} />
              <Line id={`${title}-login`} label="Login" value={login} onChange={setLogin} />
              <p className="dim small">For {url}, sealed to your own keys and to nothing else.</p>
            </>
          )}
        </>
      )}
      <div>
        <p className="label">Password</p>
        <Reveal what="the password" get={() => passwordOf(id)} />
      </div>
      <ErrorMessage>{refusalText(doing.refusal)}</ErrorMessage>
      <div className="row end">
        <button type="button" className="bare" disabled={doing.busy} onClick={() => dismiss(true)}>
          Never on this site
        </button>
        <button type="button" disabled={doing.busy} onClick={() => dismiss(false)}>
          {kind === "update_elsewhere" ? "Close" : "Not now"}
        </button>
        {kind !== "update_elsewhere" && (
          <button type="submit" className="main" disabled={doing.busy}>
            {account === "" ? "Keep it" : "Give it the password"}
          </button>
        )}
      </div>
    </form>
  );
}

function Elsewhere({ offer }: { offer: OfferView }) {
  const names = offer.accounts.map(({ name }) => name).join(", ");
  return (
    <Note>
      {names || "The account"} was made by an administrator, who alone can change it. Tell them that the password was
      changed; until then the old one is filled.
    </Note>
  );
}

interface LineProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Line({ id, label, value, onChange }: LineProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        autoComplete="off"
        spellCheck={false}
        maxLength={4000}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

async function passwordOf(offer: string): Promise<string | Refusal> {
  const answer = await ask({ ask: "offer_password", offer });
  return answer.ok ? answer.body.password : answer.refusal;
}
