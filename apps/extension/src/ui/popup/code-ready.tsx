// After a password was filled: the code of that account is one click away.
import type { SiteAccountView } from "../../messages/answers.ts";
import { ask } from "../../messages/ask.ts";
import { LiveCode } from "../brand/live-code.tsx";
import type { Filling } from "./filling.ts";

export function CodeReady({ account, filling }: { account: SiteAccountView; filling: Filling }) {
  return (
    <section className="card stack-tight" aria-labelledby="code-ready">
      <h2 id="code-ready">The code of {account.details?.name ?? "the account"} is next</h2>
      <div className="row between">
        <LiveCode of={account.id} get={() => ask({ ask: "code", account: account.id })} />
        <button
          type="button"
          className="main"
          data-first
          disabled={filling.busy}
          onClick={() => filling.fill(account.id, "code")}
        >
          Fill the code
        </button>
      </div>
    </section>
  );
}
