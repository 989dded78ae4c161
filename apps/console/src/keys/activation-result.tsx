// The link and the code of a key that was just made, shown once, and what the employee does with them.

import type { NewActivation, NewOwnActivation } from "@hesper/contract";
import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { CopyButton } from "../brand/copy-button.tsx";
import { dayAndTime } from "../brand/times.ts";
import { wholeLink } from "../employees/words.ts";
import { Outcome } from "../shell/outcome.tsx";
import { QrCode } from "../two-factor/qr-code.tsx";
import "./keys.css";

interface Props {
  readonly made: NewActivation;
  readonly onClose: () => void;
}

/** For the administrator who made the key. */
export function ActivationResult({ made, onClose }: Props) {
  const { mailed, key } = made;
  const { employee, employeeName } = key;
  return (
    <ShownOnce
      made={made}
      title={mailed ? `The link was mailed to ${employee?.email}` : `Hand this over to ${employeeName}`}
      before={mailed ? "" : "This installation sends no mail. "}
      next={{ title: `What ${employeeName} does next`, steps }}
      onClose={onClose}
    />
  );
}

const steps = [
  "Opens the link. The page shows how a browser, a computer or a security key becomes the key.",
  "Activates it there. A browser and a computer ask for a new PIN, a security key has its own.",
  "Is told a fingerprint by the key. It is the one that stands on the page of the key here.",
];

interface OnceProps {
  readonly made: Pick<NewOwnActivation, "activationLink" | "activationCode" | "expiresAt">;
  readonly title: string;
  /** Said before how long they work. */
  readonly before?: string;
  readonly next: { readonly title: string; readonly steps: readonly string[] };
  readonly onClose: () => void;
}

export function ShownOnce({ made, title, before = "", next, onClose }: OnceProps) {
  const { activationLink, activationCode, expiresAt } = made;
  const link = wholeLink(activationLink, location.origin);
  const until = <time dateTime={expiresAt}>{dayAndTime(expiresAt)}</time>;
  return (
    <Stack>
      <Outcome title={title}>
        <Text size="sm">
          {before}Link and code work once, until {until}, and are shown only now. Whoever uses them first has the key.
        </Text>
      </Outcome>
      <div className="key-activation">
        <Stack gap="xs" miw={0}>
          <Shown label="Activation link" text={link} what="the link" />
          <Shown label="Activation code" text={activationCode} what="the code" />
        </Stack>
        <QrCode text={link} label="QR code of the activation link" />
      </div>
      <Next {...next} />
      <Group justify="flex-end">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}

function Shown({ label, text, what }: { label: string; text: string; what: string }) {
  return (
    <div>
      <Text size="sm" fw={550} mb={4}>
        {label}
      </Text>
      <Code block aria-label={label} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {text}
      </Code>
      <Group mt={6}>
        <CopyButton text={text} what={what} />
      </Group>
    </div>
  );
}

function Next({ title, steps }: OnceProps["next"]) {
  return (
    <div>
      <Text size="sm" fw={550}>
        {title}
      </Text>
      <Stack component="ol" gap={2} m={0} ps="lg" fz="sm">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </Stack>
    </div>
  );
}
