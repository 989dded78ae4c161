// The log-in alive, in place of what was drawn of it at the build.
import { type ReactNode, StrictMode } from "react";
import { Look, nonceOfPage } from "../brand/look.tsx";
import { KnownInstallation, writtenInstallation } from "../session/known-installation.ts";
import { ownPath } from "../session/return-to.ts";
import { arriveAt } from "./arriving.ts";
import { LogIn } from "./log-in.tsx";

const asked = new URLSearchParams(location.search);

/** As the router of the console writes a value into an address: texts as they are where that is no JSON, else as JSON. */
function textOf(value: string | null): unknown {
  try {
    return value === null ? null : JSON.parse(value);
  } catch {
    return value;
  }
}

export function page(): ReactNode {
  return (
    <StrictMode>
      <Look nonce={nonceOfPage()}>
        <KnownInstallation value={writtenInstallation()}>
          <LogIn
            ended={asked.get("ended") === "true"}
            enter={(recoveryCodesLeft) =>
              arriveAt(ownPath(textOf(asked.get("returnTo")), location.origin), { recoveryCodesLeft })
            }
            onForgotten={(email) => arriveAt("/forgot-password", { email })}
          />
        </KnownInstallation>
      </Look>
    </StrictMode>
  );
}
