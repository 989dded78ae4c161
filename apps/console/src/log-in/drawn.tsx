// The log-in as it is seen before its script has come: drawn at the build (`build/drawn.ts`), replaced by the same, alive.
import { renderToStaticMarkup } from "react-dom/server";
import { Look } from "../brand/look.tsx";
import { KnownInstallation } from "../session/known-installation.ts";
import { LogIn } from "./log-in.tsx";

const nothing = () => undefined;
const usual = {
  setupOpen: false,
  passwordMinimumLength: 15,
  recoveryCodeLength: 8,
  trustedBrowserDays: 30,
  mail: true,
};

/**
 * @param name stands where the name of the organisation is.
 * @param mail whether the server sends any.
 * @returns HTML, with the styles in it.
 */
export function draw(name: string, mail: boolean): string {
  return renderToStaticMarkup(
    <Look>
      <KnownInstallation value={{ ...usual, name, mail }}>
        <LogIn ended={false} enter={nothing} onForgotten={nothing} />
      </KnownInstallation>
    </Look>,
  );
}
