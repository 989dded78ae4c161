// The page that the link of a key opens: whose key it is, and how to go on. Looking spends nothing: what becomes the key does that.
import type { KeyRules, OwnKey } from "@hesper/contract";
import { Anchor, Code, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { CopyButton } from "../brand/copy-button.tsx";
import { useTitle } from "../brand/document-title.ts";
import { LoadingCard } from "../brand/messages.tsx";
import { counted, dayAndTime } from "../brand/times.ts";
import { AddedKey } from "../security-keys/adding-parts.tsx";
import { api } from "../session/api.ts";
import { useInstallation } from "../session/installation.ts";
import { FrontDoor } from "../shell/front-door.tsx";
import { useLinkLook } from "../shell/link-look.ts";
import { IncompleteLink, LinkProblem } from "../shell/link-problem.tsx";
import { useLinkToken } from "../shell/link-token.ts";
import { forgetCode, keptCode } from "./kept-code.ts";
import { SecurityKeyWay } from "./security-key-way.tsx";

const look = ({ body }: { body: { token: string } }) => api.lookAtActivation({ body: { activationCode: body.token } });

export function ActivateKeyPage() {
  useTitle("Activate a key");
  const code = useCode();
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
      {activation.data && <Activation key={code} code={code} {...activation.data} />}
    </FrontDoor>
  );
}

/** Of the link, or of the one that was opened before its employee logged in. */
function useCode(): string {
  const opened = useLinkToken();
  const [kept] = useState(keptCode);
  useEffect(forgetCode, []);
  return opened || kept;
}

function Activation(props: Omit<Props, "onAdded">) {
  const [added, setAdded] = useState<OwnKey | null>(null);
  if (!added) return <HowToGoOn {...props} onAdded={setAdded} />;
  return (
    <Stack>
      <AddedKey of={added} />
      <Group>
        <Anchor component={Link} to="/my-accounts" underline="always">
          My accounts
        </Anchor>
        <Anchor component={Link} to="/my-keys" underline="always">
          My keys
        </Anchor>
      </Group>
    </Stack>
  );
}

interface Props {
  readonly code: string;
  readonly name: string;
  readonly employee: { readonly name: string; readonly email: string };
  readonly policy: KeyRules;
  readonly expiresAt: string;
  readonly onAdded: (key: OwnKey) => void;
}

function HowToGoOn({ code, name, employee, policy, expiresAt, onAdded }: Props) {
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
        {counted(policy.pinMinimumLength, "character")} or more, which nobody else gets to know and nobody can reset; a
        security key has its own.
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
      <div>
        <Text fw={600}>A security key, which opens your accounts in any browser</Text>
        <Text size="sm" c="dimmed" mb={6}>
          Have it at hand, and add it here.
        </Text>
        <SecurityKeyWay code={code} employee={employee} onAdded={onAdded} />
      </div>
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
