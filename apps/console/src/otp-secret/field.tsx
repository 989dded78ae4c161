// The field "OTP secret": typed, pasted, from a picture of a QR code, from the camera, or out of an export.
import { Button, FileButton, Group, Stack, Text, Textarea } from "@mantine/core";
import { IconCamera, IconPhoto } from "@tabler/icons-react";
import { type ClipboardEvent, type DragEvent, useRef, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { Camera } from "./camera.tsx";
import { ChosenEntry } from "./chosen-entry.tsx";
import { MigrationChoice } from "./migration-choice.tsx";
import type { OtpDraft } from "./reading.ts";
import { TroubleMessage } from "./trouble-message.tsx";
import { useOtpSecret } from "./use-otp-secret.ts";
import "./otp-secret.css";

interface Props {
  readonly draft: OtpDraft;
  readonly onChange: (draft: OtpDraft) => void;
  /** What the form has to say of it. */
  readonly error?: string | null;
}

export function OtpSecretField({ draft, onChange, error = null }: Props) {
  const otp = useOtpSecret(draft, onChange);
  const [camera, setCamera] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const drop = useDrop(otp.readFile);
  const paste = (event: ClipboardEvent) => {
    const file = [...event.clipboardData.files].find(({ type }) => type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    void otp.readFile(file);
  };
  const scanned = (text: string) => {
    setCamera(false);
    otp.take(text, "code");
  };
  return (
    <fieldset className="otp-secret" data-over={drop.isOver || undefined} onPaste={paste} {...drop.handlers}>
      <legend className="otp-secret-legend">OTP secret</legend>
      <Stack gap="xs">
        {otp.hasText && (
          <Textarea
            ref={field}
            aria-label="OTP secret"
            description="The Secret Key that the site shows, or an address that begins with otpauth. A picture of the QR code can be pasted or dropped here."
            autosize
            minRows={1}
            maxRows={4}
            autoComplete="off"
            spellCheck={false}
            autoCapitalize="none"
            value={draft.text}
            onChange={(event) => otp.take(event.currentTarget.value, "typed")}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          />
        )}
        {otp.collection && (
          <MigrationChoice collection={otp.collection} onChoose={otp.choose} onCancel={otp.startAgain} />
        )}
        {otp.trouble && <TroubleMessage trouble={otp.trouble} text={draft.text} field={field} />}
        {draft.entry && <ChosenEntry draft={draft} entry={draft.entry} onChange={onChange} onRemove={otp.startAgain} />}
        {camera ? (
          <Camera onText={scanned} onClose={() => setCamera(false)} />
        ) : (
          (!draft.entry || otp.collection) && (
            <Sources onFile={otp.readFile} onCamera={() => setCamera(true)} busy={otp.busy} />
          )
        )}
        <ErrorMessage>{error}</ErrorMessage>
      </Stack>
    </fieldset>
  );
}

interface SourcesProps {
  readonly onFile: (file: File) => void;
  readonly onCamera: () => void;
  readonly busy: boolean;
}

function Sources({ onFile, onCamera, busy }: SourcesProps) {
  return (
    <Group gap="xs">
      <FileButton accept="image/*" onChange={(file) => file && onFile(file)}>
        {(props) => (
          <Button
            {...props}
            variant="default"
            size="xs"
            loading={busy}
            leftSection={<IconPhoto size={14} aria-hidden />}
          >
            Choose a picture
          </Button>
        )}
      </FileButton>
      <Button variant="default" size="xs" leftSection={<IconCamera size={14} aria-hidden />} onClick={onCamera}>
        Use the camera
      </Button>
      <Text size="sm" c="dimmed" role="status">
        {busy ? "Looking for a QR code" : ""}
      </Text>
    </Group>
  );
}

function useDrop(onFile: (file: File) => void) {
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  return { isOver, handlers: { onDragOver: over, onDragLeave: () => setOver(false), onDrop: drop } };
}
