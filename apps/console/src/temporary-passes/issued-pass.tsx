// A temporary pass that was just issued: to be handed to the person, and never shown again.
import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconHourglass } from "@tabler/icons-react";
import { CopyButton } from "../brand/copy-button.tsx";
import { exactTime } from "../brand/times.ts";
import "./passes.css";

interface Props {
  readonly issued: { readonly pass: string; readonly needsApproval: boolean; readonly expiresAt: string };
  readonly name: string;
  /** Whether the administrator wants to leave without having said that it is handed over. */
  readonly asking: boolean;
  readonly onStay: () => void;
  readonly onClose: () => void;
}

export function IssuedPass({ issued: { pass, needsApproval, expiresAt }, name, asking, onStay, onClose }: Props) {
  return (
    <Stack>
      <Text>
        Hand this to {name} yourself. <b>It is shown only now.</b>
      </Text>
      {/* Groups, as they are read out. */}
      <ol className="pass-groups" aria-label="Temporary pass">
        {pass.split("-").map((group, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the groups never move, and two may be the same.
          <Code component="li" key={at} fz={{ base: 22, xs: 26 }} ta="center" py={8}>
            {group}
          </Code>
        ))}
      </ol>
      <Group>
        <CopyButton text={pass} what="the pass" />
      </Group>
      <Standing needsApproval={needsApproval} expiresAt={expiresAt} />
      <Text size="sm">
        Make sure that you talk to the right person: see {name}, or call a number that you know, and read the pass out.
        Do not mail it. At the log-in {name} gives the password, and then chooses "Use a temporary pass".
      </Text>
      {asking ? (
        <AskBeforeLeaving onStay={onStay} onClose={onClose} />
      ) : (
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            I have handed it over
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function Standing({ needsApproval, expiresAt }: { needsApproval: boolean; expiresAt: string }) {
  const until = <time dateTime={expiresAt}>{exactTime(expiresAt)}</time>;
  if (!needsApproval) {
    return (
      <Alert role="status" variant="light" color="teal" title="It works now" icon={<IconCircleCheck aria-hidden />}>
        <Text size="sm">Once, until {until}.</Text>
      </Alert>
    );
  }
  return (
    <Alert
      role="status"
      variant="light"
      color="amber"
      title="It waits for the approval of another administrator"
      icon={<IconHourglass aria-hidden />}
    >
      <Text size="sm">
        Until then it lets nobody in. They find it on Home and on this page; without an approval it ends {until}.
      </Text>
    </Alert>
  );
}

function AskBeforeLeaving({ onStay, onClose }: { onStay: () => void; onClose: () => void }) {
  return (
    <Alert role="alert" color="orange" variant="light" title="Close this?">
      <Text size="sm" mb="sm">
        The pass will not be shown again. If it is lost, issue a new one.
      </Text>
      <Group gap="xs">
        <Button size="xs" onClick={onStay}>
          Stay here
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          Close
        </Button>
      </Group>
    </Alert>
  );
}
