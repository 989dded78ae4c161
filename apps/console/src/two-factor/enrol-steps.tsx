// The three instructions for setting up an authenticator app.
import { Box, Button, Code, Group, Stack, Text } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { CopyButton } from "../brand/copy-button.tsx";
import { ErrorMessage } from "../brand/messages.tsx";
import { CodeField, isFull } from "../log-in/code-field.tsx";
import { inGroups } from "./codes.ts";
import { QrCode } from "./qr-code.tsx";

export interface Enrolment {
  readonly id: string;
  readonly secret: string;
  readonly otpauthUri: string;
}

interface Props {
  readonly enrolment: Enrolment;
  readonly busy: boolean;
  readonly error: string;
  readonly onVerify: (code: string) => void;
  readonly onCancel: () => void;
}

export function EnrolSteps({ enrolment, busy, error, onVerify, onCancel }: Props) {
  const [code, setCode] = useState("");
  const [missing, setMissing] = useState(false);
  const verify = (full: string) => {
    setMissing(false);
    onVerify(full);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (isFull(code)) verify(code);
    else setMissing(true);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Step number={1} title="Install an authenticator app">
          <Text size="sm" c="dimmed">
            Any app for time-based codes will do, on your phone or in your password manager.
          </Text>
        </Step>
        <Step number={2} title="Scan the QR code, or type the Secret Key">
          <Group align="flex-start" gap="lg" mt="xs">
            <Box w={220} maw="100%">
              <QrCode text={enrolment.otpauthUri} label="QR code for your authenticator app" />
            </Box>
            <Stack gap="xs" flex="1 1 200px" align="flex-start">
              <Text size="sm" fw={550} id="secret-key-label">
                Secret Key
              </Text>
              <Code
                block
                aria-labelledby="secret-key-label"
                fz="md"
                style={{ whiteSpace: "pre-wrap", letterSpacing: "0.05em" }}
              >
                {inGroups(enrolment.secret)}
              </Code>
              <CopyButton text={enrolment.secret} what="the Secret Key" />
              <Text size="sm" c="dimmed">
                Time-based, 6 digits. It is shown only now.
              </Text>
            </Stack>
          </Group>
        </Step>
        <Step number={3} title="Enter the code that the app shows">
          <Stack gap="xs" maw={260} mt="xs">
            <CodeField label="Code" value={code} busy={busy} onChange={setCode} onFull={() => setMissing(false)} />
          </Stack>
        </Step>
        <ErrorMessage>{missing ? "Enter the 6 digits that your authenticator app shows." : error}</ErrorMessage>
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Verify
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <Group align="flex-start" wrap="nowrap" gap="sm">
      <Text
        aria-hidden
        fw={650}
        size="sm"
        ta="center"
        lh="26px"
        w={26}
        h={26}
        flex="none"
        style={{
          borderRadius: 13,
          background: "var(--mantine-color-night-light)",
          color: "var(--mantine-color-night-light-color)",
        }}
      >
        {number}
      </Text>
      <Box flex={1} miw={0}>
        <Text fw={600}>{title}</Text>
        {children}
      </Box>
    </Group>
  );
}
