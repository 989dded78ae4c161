// The temporary passes that wait for approval or can be used: administrators approve them and take them back.
import type { TemporaryPass } from "@hesper/contract";
import { Badge, Box, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { LoadError } from "../brand/messages.tsx";
import { exactTime, relativeTime } from "../brand/times.ts";
import { ApproveDialog, WithdrawPassDialog } from "./pass-dialogs.tsx";
import { useOpenPasses } from "./passes.ts";
import "./passes.css";

type Open = { readonly what: "approve" | "withdraw"; readonly pass: TemporaryPass } | null;

interface Props {
  readonly me: string;
  /** False: who looks changes nothing. */
  readonly acts: boolean;
}

/** Nothing at all when there is none. */
export function OpenPasses({ me, acts }: Props) {
  const passes = useOpenPasses();
  const [open, setOpen] = useState<Open>(null);
  if (passes.isError && !passes.data) return <LoadError error={passes.error} retry={() => passes.refetch()} />;
  const items = passes.data?.items ?? [];
  const close = () => setOpen(null);
  return (
    <>
      {items.length > 0 && (
        <section className="hesper-card" aria-labelledby="passes-title">
          <Title order={2} id="passes-title">
            Temporary passes
          </Title>
          <Text size="sm" c="dimmed" mt={4} mb="sm">
            For people who have lost every second factor. Each works once, as far as setting up a new one.
          </Text>
          <Stack component="ul" gap="sm" m={0} p={0} aria-label="Temporary passes" style={{ listStyle: "none" }}>
            {items.map((pass) => (
              <PassRow key={pass.id} pass={pass} me={me} acts={acts} onOpen={(what) => setOpen({ what, pass })} />
            ))}
          </Stack>
        </section>
      )}
      {open?.what === "approve" && <ApproveDialog pass={open.pass} onClose={close} />}
      {open?.what === "withdraw" && <WithdrawPassDialog pass={open.pass} onClose={close} />}
    </>
  );
}

interface RowProps extends Props {
  readonly pass: TemporaryPass;
  readonly onOpen: (what: "approve" | "withdraw") => void;
}

function PassRow({ pass, me, acts, onOpen }: RowProps) {
  const { person, issuedBy, reason, createdAt } = pass;
  const waits = pass.status === "waiting_for_approval";
  const mayApprove = acts && waits && issuedBy.id !== me && person.id !== me;
  return (
    <Group component="li" className="pass-row" justify="space-between" align="flex-start">
      <Box flex="1 1 300px" miw={0}>
        <Group gap="xs">
          <Text fw={550}>{person.name}</Text>
          <Badge variant="light" color={waits ? "amber" : "teal"} tt="none">
            {waits ? "Waits for approval" : "Can be used"}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {person.email}
        </Text>
        <Text size="sm" mt={4}>
          "{reason}"
        </Text>
        <Text size="sm" c="dimmed">
          Issued by {issuedBy.id === me ? "you" : issuedBy.name}{" "}
          <time dateTime={createdAt} title={exactTime(createdAt)}>
            {relativeTime(createdAt)}
          </time>
          <Until pass={pass} me={me} />
        </Text>
        {acts && waits && !mayApprove && (
          <Text size="sm">
            {issuedBy.id === me
              ? "Another administrator has to approve it: you issued it."
              : "Another administrator has to approve it: it is for you."}
          </Text>
        )}
      </Box>
      {acts && (
        <Group gap="xs">
          {mayApprove && (
            <Button size="xs" onClick={() => onOpen("approve")} aria-label={`Approve the pass of ${person.name}`}>
              Approve
            </Button>
          )}
          <Button
            variant="subtle"
            size="xs"
            color="red"
            className="hesper-danger"
            onClick={() => onOpen("withdraw")}
            aria-label={`Withdraw the pass of ${person.name}`}
          >
            Withdraw
          </Button>
        </Group>
      )}
    </Group>
  );
}

function Until({ pass: { approvedBy, expiresAt }, me }: { pass: TemporaryPass; me: string }) {
  return (
    <>
      {approvedBy && ` · approved by ${approvedBy.id === me ? "you" : approvedBy.name}`}
      {" · until "}
      <time dateTime={expiresAt}>{exactTime(expiresAt)}</time>
    </>
  );
}
