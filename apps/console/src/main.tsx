// Starts the console.
import "./trusted-types.ts";
import "./styles.ts";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Look, nonceOfPage } from "./brand/look.tsx";
import { arrived } from "./log-in/arriving.ts";
import { sayRecoveryCodesLeft } from "./log-in/recovery-codes-left.ts";
import { createConsoleRouter } from "./router.tsx";
import { RefusedError, whenSessionEnds } from "./session/api.ts";
import { useInstallation } from "./session/installation.ts";
import { KnownInstallation, writtenInstallation } from "./session/known-installation.ts";
import { forgetPerson } from "./session/session.ts";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal is an answer; only an unreachable server is asked again.
      retry: (count, error) => count < 2 && error instanceof RefusedError && error.refusal.code === "unreachable",
      refetchOnWindowFocus: true,
    },
  },
});
const { email, recoveryCodesLeft = null } = arrived();
const router = createConsoleRouter(queries);
if (email !== undefined) router.history.replace(router.history.location.href, { email });
const written = writtenInstallation();
if (written) queries.setQueryData(["installation"], written);

/** What the pages before the log-in know of the server. */
function Known({ children }: { children: ReactNode }) {
  return <KnownInstallation value={useInstallation().data}>{children}</KnownInstallation>;
}

whenSessionEnds(() => {
  const { pathname, href } = router.state.location;
  if (pathname === "/log-in") return;
  forgetPerson(queries).then(() => router.navigate({ to: "/log-in", search: { returnTo: href, ended: true } }));
});

const nonce = nonceOfPage();
// Dialogues stop the page behind them from scrolling with a style of their own; its library asks here for the nonce.
setNonce(nonce);
const root = document.getElementById("root");

if (root) {
  createRoot(root).render(
    <StrictMode>
      <Look nonce={nonce}>
        <Notifications position="bottom-right" autoClose={6000} />
        <QueryClientProvider client={queries}>
          <Known>
            <RouterProvider router={router} />
          </Known>
        </QueryClientProvider>
      </Look>
    </StrictMode>,
  );
}
sayRecoveryCodesLeft(recoveryCodesLeft);
