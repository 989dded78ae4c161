// The log-in as it is seen before its script has come: drawn at the build (`build/drawn.ts`), replaced by the same, alive.
import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { cssVariables, theme } from "../brand/theme.ts";
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

/** @param name stands where the name of the organisation is. @returns HTML, with the styles in it. */
export function draw(name: string): string {
  return renderToStaticMarkup(
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <KnownInstallation value={{ ...usual, name }}>
        <LogIn ended={false} enter={nothing} onForgotten={nothing} />
      </KnownInstallation>
    </MantineProvider>,
  );
}
