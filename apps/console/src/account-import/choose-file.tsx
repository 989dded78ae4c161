// Choosing or dropping the file. It is read in this browser; the server never gets it.
import { Button, FileButton, Stack, Text } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { type DragEvent, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import "./account-import.css";

interface Props {
  readonly onFile: (file: File) => void;
  readonly problem: string;
  readonly busy: boolean;
}

export function ChooseFile({ onFile, problem, busy }: Props) {
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
  return (
    <Stack
      className="account-import-drop"
      role="group"
      aria-label="The file to import"
      data-over={isOver || undefined}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Text>
        An export of Bitwarden (JSON or CSV), KeePass (XML or CSV), 1Password (1PUX or CSV), Chrome (CSV) or Aegis
        (JSON), without encryption. Which one it is shows itself.
      </Text>
      <Text size="sm" c="dimmed">
        The file is read in this browser, and its secrets are sealed here: the server never sees it.
      </Text>
      <FileButton onChange={(file) => file && onFile(file)}>
        {(props) => (
          <Button {...props} loading={busy} leftSection={<IconFileImport size={16} aria-hidden />} data-autofocus>
            Choose the file
          </Button>
        )}
      </FileButton>
      <Text size="sm">It can be dropped here as well.</Text>
      <ErrorMessage>{problem}</ErrorMessage>
    </Stack>
  );
}
