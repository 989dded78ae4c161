// Ten new recovery codes: to copy, download, print, and to type one back. They are shown once.
import { Alert, Button, Code, Group, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { IconDownload, IconPrinter } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { createPortal } from "react-dom";
import { CopyButton } from "../brand/copy-button.tsx";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { useInstallation } from "../session/installation.ts";
import { useSession } from "../session/session.ts";
import { codesFile, inGroups, isOneOf } from "./codes.ts";
import { useConfirmRecoveryCodes } from "./two-factor.ts";

interface Props {
  readonly codes: readonly string[];
  /** Whether the person wants to leave without having typed one back. */
  readonly asking: boolean;
  readonly onStay: () => void;
  readonly onClose: () => void;
}

export function RecoveryCodes({ codes, asking, onStay, onClose }: Props) {
  const facts = useFacts();
  const shown = codes.map((code) => inGroups(code, "-"));
  return (
    <Stack>
      <Text>
        If you lose your phone, one of these codes lets you in after your password. Each works once.{" "}
        <b>They are shown only now.</b>
      </Text>
      <SimpleGrid
        component="ol"
        cols={{ base: 2, xs: 2 }}
        spacing="xs"
        verticalSpacing={6}
        m={0}
        p={0}
        aria-label="Recovery codes"
        style={{ listStyle: "none" }}
      >
        {shown.map((code) => (
          <Code component="li" key={code} fz="lg" ta="center" py={6} style={{ letterSpacing: "0.08em" }}>
            {code}
          </Code>
        ))}
      </SimpleGrid>
      <Group gap="xs">
        <CopyButton text={shown.join("\n")} what="the recovery codes" />
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => download(codes, facts)}
        >
          Download
        </Button>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPrinter size={14} aria-hidden />}
          onClick={() => window.print()}
        >
          Print
        </Button>
      </Group>
      {asking ? <AskBeforeLeaving onStay={onStay} onClose={onClose} /> : <TypeOneBack codes={codes} onDone={onClose} />}
      <PrintSheet codes={shown} {...facts} />
    </Stack>
  );
}

interface Facts {
  readonly installation: string;
  readonly email: string;
  readonly date: string;
}

function useFacts(): Facts {
  const installation = useInstallation().data?.name ?? "Hesper";
  const email = useSession().data?.user.email ?? "";
  const [date] = useState(() => new Intl.DateTimeFormat("en-GB", { dateStyle: "long" }).format());
  return { installation, email, date };
}

function download(codes: readonly string[], facts: Facts): void {
  const address = URL.createObjectURL(new Blob([codesFile({ codes, ...facts })], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "hesper-recovery-codes.txt";
  link.click();
  URL.revokeObjectURL(address);
}

function TypeOneBack({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const confirm = useConfirmRecoveryCodes();
  const refusal = refusedOf(confirm.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (confirm.isPending) return;
    if (!isOneOf(typed, codes)) return setWrong(true);
    confirm.mutate({}, { onSuccess: onDone });
  };
  const problem = wrong ? "This is none of the codes above. Type one exactly as you have kept it." : "";
  return (
    <form onSubmit={submit} noValidate>
      <Group align="flex-end" justify="space-between">
        <TextInput
          label="Type one of them back"
          description="To be sure that you have kept them"
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setWrong(false);
          }}
          error={problem || (refusal && sentenceOf(refusal))}
          errorProps={{ role: "alert" }}
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          flex="1 1 260px"
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        />
        <Button type="submit" loading={confirm.isPending}>
          Done
        </Button>
      </Group>
    </form>
  );
}

function AskBeforeLeaving({ onStay, onClose }: { onStay: () => void; onClose: () => void }) {
  return (
    <Alert role="alert" color="orange" variant="light" title="Leave without having typed one back?">
      <Text size="sm" mb="sm">
        These codes will not be shown again. Without them and without your phone, only an administrator can let you in.
      </Text>
      <Group gap="xs">
        <Button size="xs" onClick={onStay}>
          Stay here
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          Leave, I have saved them
        </Button>
      </Group>
    </Alert>
  );
}

/** What is printed, and nothing else: the codes, the installation and the date. */
function PrintSheet({ codes, installation, date }: Facts & { codes: readonly string[] }) {
  return createPortal(
    <div className="hesper-print" aria-hidden="true">
      <h1>Recovery codes for {installation}</h1>
      <p>{date}</p>
      <ol>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
    </div>,
    document.body,
  );
}
