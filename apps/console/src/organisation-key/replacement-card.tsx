// A replacement that is under way: how far it is, going on with it, and giving it up.
import type { OrganisationKeyState } from "@hesper/contract";
import { Button, Group, Progress, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { RemarkList } from "../accounts/remark-list.tsx";
import type { Outcome } from "../accounts/resealing.ts";
import { useResealing } from "../accounts/use-resealing.ts";
import { Ask } from "../brand/ask.tsx";
import { ErrorMessage } from "../brand/messages.tsx";
import { counted } from "../brand/times.ts";
import { organisationKeyQuery, useAbandonReplacement, useFinishReplacement } from "./organisation-key.ts";
import { doorToOldKey } from "./replacement.ts";
import { findUnlocked, lockOne } from "./unlocked.ts";
import { useOrganisationKey } from "./use-organisation-key.ts";

interface Props {
  readonly replacement: NonNullable<OrganisationKeyState["replacement"]>;
  readonly changes: boolean;
  /** Whether to begin without being asked: the person has just made the new key. */
  readonly begins: boolean;
}

export function ReplacementCard({ replacement, changes, begins }: Props) {
  const { replaced, total, done } = replacement;
  const work = useReplacing(replaced.id, done);
  const failed = work.outcome?.failed ?? [];
  const [givingUp, setGivingUp] = useState(false);
  const start = useRef(work.start);
  start.current = work.start;
  useEffect(() => {
    if (begins) void start.current();
  }, [begins]);
  const shown = Math.min(total, work.done ?? done);
  return (
    <section className="hesper-card" aria-labelledby="replacement-title">
      <Stack>
        <div>
          <Title order={2} id="replacement-title">
            The key is being replaced
          </Title>
          <Text>
            New accounts are sealed to the new key already. What is still sealed to the old one is sealed again in your
            browser; you can stop, and any administrator who can unlock the old key can go on.
          </Text>
        </div>
        <div>
          <Progress value={total === 0 ? 100 : (shown / total) * 100} aria-label="Sealed again" />
          <Text size="sm" mt={4} role="status">
            {shown === total
              ? "Nothing is sealed to the old key alone any more. Go on to finish."
              : `${shown.toLocaleString("en")} of ${counted(total, "account")} sealed to the new key`}
          </Text>
        </div>
        <ErrorMessage>{work.problem}</ErrorMessage>
        <RemarkList title={`${counted(failed.length, "account")} could not be sealed again`} remarks={failed} />
        {changes && (
          <Group>
            {work.running ? (
              <Button variant="default" onClick={work.stop}>
                Stop
              </Button>
            ) : (
              <Button onClick={work.start}>Go on</Button>
            )}
            {!work.running && done === 0 && (
              <Button variant="default" onClick={() => setGivingUp(true)}>
                Give it up
              </Button>
            )}
          </Group>
        )}
      </Stack>
      {givingUp && <GiveUpDialog onClose={() => setGivingUp(false)} />}
    </section>
  );
}

function GiveUpDialog({ onClose }: { onClose: () => void }) {
  const abandon = useAbandonReplacement();
  return (
    <Ask
      title="Give up replacing the key"
      action="Give it up"
      busy={abandon.isPending}
      error={abandon.error}
      onConfirm={() => abandon.mutate(null, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Text>The old key stays in use, and the new one is forgotten. Destroy its recovery sheet.</Text>
    </Ask>
  );
}

/** @param before how many are sealed to the new key already. */
function useReplacing(keyId: string, before: number) {
  const finish = useFinishReplacement();
  const queries = useQueryClient();
  const { ensureUnlocked } = useOrganisationKey();
  const begin = async () => {
    if ((await ensureUnlocked(keyId)) === null) return null;
    return { door: doorToOldKey(keyId), findIdentities: () => [findUnlocked(keyId) ?? []].flat() };
  };
  const end = async (outcome: Outcome | null) => {
    try {
      if (outcome?.status !== "ended" || outcome.failed.length > 0) return;
      await finish.mutateAsync(keyId);
      lockOne(keyId);
      notifications.show({ color: "teal", title: "The key is replaced", message: "Nothing is sealed to the old one." });
    } finally {
      await queries.invalidateQueries({ queryKey: organisationKeyQuery.queryKey });
    }
  };
  const run = useResealing({ begin, end });
  // What was done before a run is not counted anew while it goes on.
  const [base, setBase] = useState(before);
  const start = () => {
    setBase(before);
    return run.start();
  };
  return { ...run, start, done: run.running ? base + run.sealed : null };
}
