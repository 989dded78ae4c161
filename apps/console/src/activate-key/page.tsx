// The page that the link of a key opens: whose key it is, and how to go on. It spends nothing: the key itself does that.
import type { KeyRules } from "@hesper/contract";
import { Anchor, Button, Code, Group, Stack, Text } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { CopyButton } from "../brand/copy-button.tsx";
import { useTitle } from "../brand/document-title.ts";
import { LoadingCard } from "../brand/messages.tsx";
import { counted, dayAndTime } from "../brand/times.ts";
import { api } from "../session/api.ts";
import { useInstallation } from "../session/installation.ts";
import { useSession } from "../session/session.ts";
import { FrontDoor } from "../shell/front-door.tsx";
import { useLinkLook } from "../shell/link-look.ts";
import { IncompleteLink, LinkProblem } from "../shell/link-problem.tsx";
import { useLinkToken } from "../shell/link-token.ts";

// With it comes the vault, which nobody needs who uses another key.
const AddSecurityKeyDialog = lazy(async () => ({
  default: (await import("../security-keys/add-dialog.tsx")).AddSecurityKeyDialog,
}));

const look = ({ body }: { body: { token: string } }) => api.lookAtActivation({ body: { activationCode: body.token } });

export function ActivateKeyPage() {
  useTitle("Activate a key");
  const code = useLinkToken();
  const installation = useInstallation().data;
  const activation = useLinkLook("activation", code, look);
  return (
    <FrontDoor title="Activate a key" lead={installation ? `of ${installation.name}` : "\u00a0"}>
      {code === "" && <IncompleteLink />}
      {code !== "" && activation.isPending && <LoadingCard height={420} />}
      {activation.isError && (
        <LinkProblem error={activation.error} retry={() => activation.refetch()}>
          The key was activated with it already, it is older than 7 days, or a newer one was made. If you have not
          activated the key yourself, tell your administrator now. Otherwise ask for a new link.
        </LinkProblem>
      )}
      {activation.data && <HowToGoOn code={code} {...activation.data} />}
    </FrontDoor>
  );
}

interface Props {
  readonly code: string;
  readonly name: string;
  readonly employee: { readonly name: string; readonly email: string };
  readonly policy: KeyRules;
  readonly expiresAt: string;
}

function HowToGoOn({ code, name, employee, policy, expiresAt }: Props) {
  const link = `${location.origin}/activate-key#${code}`;
  // In these quotation marks every shell takes the number sign as it is.
  const command = `npx hesper-key activate "${link}"`;
  return (
    <Stack>
      <Text style={{ overflowWrap: "anywhere" }}>
        The key <b>{name}</b> for <b>{employee.name}</b> ({employee.email}) holds your accounts and shows their codes.
        It can be activated once, until <time dateTime={expiresAt}>{dayAndTime(expiresAt)}</time>.
      </Text>
      <Text>
        Make one of these the key. A browser or a computer asks you for a PIN of{" "}
        {counted(policy.pinMinimumLength, "character")} or more, which nobody else gets to know and nobody can reset.
      </Text>
      <div>
        <Text fw={600}>A browser, which fills your log-ins</Text>
        <Text size="sm" c="dimmed" mb={6}>
          Open the Hesper extension in it, choose “Activate”, and paste the link.
        </Text>
        <Shown text={link} label="Link" what="the link" />
      </div>
      <div>
        <Text fw={600}>A computer, with the command line</Text>
        <Text size="sm" c="dimmed" mb={6}>
          Run this there.
        </Text>
        <Shown text={command} label="Command" what="the command" />
      </div>
      <WithSecurityKey code={code} email={employee.email} />
      <div>
        <Text fw={600}>Or enter the code by itself</Text>
        <Text size="sm" c="dimmed" mb={6}>
          Where a key asks for the activation code.
        </Text>
        <Shown text={code} label="Activation code" what="the code" />
      </div>
      <Text size="sm" c="dimmed">
        Whoever uses it first has the key: do not pass the link on. Nothing is used up by looking at this page.
      </Text>
    </Stack>
  );
}

/** It opens accounts in the console, and so is added by whoever is logged in there. */
function WithSecurityKey({ code, email }: { code: string; email: string }) {
  const session = useSession();
  const [open, setOpen] = useState(false);
  const user = session.data?.user;
  return (
    <div>
      <Text fw={600}>A security key (FIDO2), which opens them with a touch</Text>
      {user?.email === email ? (
        <>
          <Text size="sm" c="dimmed" mb={6}>
            No software is needed: it opens your accounts in any browser in which you are logged in.
          </Text>
          <Button variant="default" onClick={() => setOpen(true)}>
            Use a security key
          </Button>
        </>
      ) : (
        <Text size="sm" c="dimmed">
          {user
            ? `You are logged in as ${user.email}. Log in as ${email} to use one.`
            : "It is added by whoever is logged in: "}
          {!user && (
            <>
              <Anchor href="/log-in" target="_blank" underline="always" inherit>
                log in in another tab
              </Anchor>
              , and come back to this page.
            </>
          )}
        </Text>
      )}
      {open && (
        <Suspense>
          <AddSecurityKeyDialog activationCode={code} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

function Shown({ text, label, what }: { text: string; label: string; what: string }) {
  return (
    <>
      <Code block aria-label={label} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {text}
      </Code>
      <Group mt={6}>
        <CopyButton text={text} what={what} />
      </Group>
    </>
  );
}
