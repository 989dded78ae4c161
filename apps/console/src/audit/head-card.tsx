// The head of the audit: how far events are sealed, and the evidence to keep elsewhere.
import type { AuditHead } from "@hesper/contract";
import { Box, Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { CopyButton } from "../brand/copy-button.tsx";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { counted, exactTime, relativeTime } from "../brand/times.ts";
import { useHead } from "./audit.ts";
import { saveBlob } from "./export.ts";

export function HeadCard({ live }: { live: boolean }) {
  const audit = useHead(live);
  const [open, setOpen] = useState(false);
  if (audit.isPending) return <LoadingCard height={108} />;
  if (audit.isError && !audit.data) return <LoadError error={audit.error} retry={() => audit.refetch()} />;
  const { head, unsealed } = audit.data;
  return (
    <section className="hesper-card" aria-labelledby="head-title">
      <Group justify="space-between" align="flex-start">
        <Box flex="1 1 320px">
          <Title order={2} id="head-title">
            Sealed against changes
          </Title>
          <Text size="sm" mt={4}>
            {head ? <LastSeal head={head} /> : "Nothing is sealed yet: events are sealed every minute."}{" "}
            {waiting(unsealed)}
          </Text>
          <Text size="sm" c="dimmed">
            The head is the signed end of the chain: kept elsewhere, it shows later whether events were changed, removed
            or cut off.
          </Text>
        </Box>
        {head && (
          <Group gap="xs">
            <Button variant="default" size="sm" aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? "Hide key and hash" : "Show key and hash"}
            </Button>
            <Button
              variant="default"
              size="sm"
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() => downloadHead(head)}
            >
              Download the head
            </Button>
          </Group>
        )}
      </Group>
      {head && open && <Evidence head={head} />}
    </section>
  );
}

function LastSeal({ head: { seal, sealedAt } }: { head: AuditHead }) {
  return (
    <>
      Seal {seal.toLocaleString("en")} was made{" "}
      <time dateTime={sealedAt} title={exactTime(sealedAt)}>
        {relativeTime(sealedAt)}
      </time>
      .
    </>
  );
}

function waiting(unsealed: number): string {
  if (unsealed === 0) return "Every event is sealed.";
  return `${counted(unsealed, "event is", "events are")} not sealed yet.`;
}

function Evidence({ head: { publicKey, hash } }: { head: AuditHead }) {
  const lines = [
    ["Public key", publicKey, "the public key"],
    ["Hash of the last seal", hash, "the hash"],
  ] as const;
  return (
    <Stack gap="sm" mt="md">
      {lines.map(([label, text, what]) => (
        <div key={label}>
          <Text size="sm" c="dimmed">
            {label}
          </Text>
          <Group gap="xs">
            <Code style={{ overflowWrap: "anywhere" }}>{text}</Code>
            <CopyButton text={text} what={what} />
          </Group>
        </div>
      ))}
    </Stack>
  );
}

/** As `hesper audit verify --head` reads it. */
function downloadHead(head: AuditHead): void {
  saveBlob(new Blob([`${JSON.stringify(head)}\n`], { type: "application/json" }), `hesper-head-${head.seal}.json`);
}
