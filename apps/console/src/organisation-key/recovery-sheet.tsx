// The recovery sheet: the organisation key itself, to be printed and kept in a safe.
import { type Identity, recipientOf } from "@hesper/vault";
import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconDownload, IconPrinter } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { useInstallation } from "../session/installation.ts";
import { QrCode } from "../two-factor/qr-code.tsx";
import { beginningOf, forPaper, type Sheet, sheetFile } from "./sheet.ts";
import "./organisation-key.css";

export function RecoverySheet({ identity }: { identity: Identity }) {
  const sheet = useSheet(identity);
  return (
    <Stack gap="sm">
      <Text>
        Print this sheet and lock it away. It holds the key itself: with it you get in when the passphrase is forgotten,
        and open accounts with the age program when there is no Hesper any more.
      </Text>
      <Alert variant="light" color="amber" p="sm">
        <Text size="sm">
          Whoever has the sheet opens every account, without the passphrase. Keep it on paper in a safe, and delete the
          file if you download one.
        </Text>
      </Alert>
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconPrinter size={16} aria-hidden />}
          disabled={!sheet}
          onClick={() => window.print()}
        >
          Print the sheet
        </Button>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          disabled={!sheet}
          onClick={() => sheet && download(sheet)}
        >
          Download it
        </Button>
      </Group>
      {sheet && <PrintSheet {...sheet} />}
    </Stack>
  );
}

export function RecoverySheetDialog({ identity, onClose }: { identity: Identity; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Recovery sheet">
      <Stack>
        <RecoverySheet identity={identity} />
        <Group justify="flex-end">
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function useSheet(identity: Identity): Sheet | null {
  const installation = useInstallation().data?.name ?? "Hesper";
  const [date] = useState(() => new Intl.DateTimeFormat("en-GB", { dateStyle: "long" }).format());
  const [recipient, setRecipient] = useState<string | null>(null);
  useEffect(() => {
    recipientOf(identity).then(setRecipient);
  }, [identity]);
  return recipient === null ? null : { identity: identity.reveal(), recipient, installation, date };
}

function download(sheet: Sheet): void {
  const address = URL.createObjectURL(new Blob([sheetFile(sheet)], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "hesper-organisation-key.txt";
  link.click();
  URL.revokeObjectURL(address);
}

/** What is printed, and nothing else. */
function PrintSheet({ identity, recipient, installation, date }: Sheet) {
  return createPortal(
    <div className="hesper-print organisation-key-sheet" aria-hidden="true">
      <h1>Recovery sheet of the organisation key</h1>
      <p>
        {installation}, {date}. The recipient begins with {beginningOf(recipient)}
      </p>
      <QrCode text={identity} label="" />
      <p className="organisation-key-text">{forPaper(identity)}</p>
      <p>Whoever has this sheet opens every account of the organisation. Keep it in a safe.</p>
      <p>
        In Hesper: Settings, Organisation key, Unlock, Use the recovery sheet instead. Without Hesper: write the key,
        without its spaces, to a file, and open a sealed account with{" "}
        <code>age --decrypt --identity FILE ACCOUNT.age</code>
      </p>
    </div>,
    document.body,
  );
}
