// A replacement that is under way: how far it is, going on with it, and giving it up.
import type { OrganisationKeyState } from "@hesper/contract";
import { Alert, Button, Group, Progress, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Ask } from "../brand/ask.tsx";
import { ErrorMessage } from "../brand/messages.tsx";
import { counted } from "../brand/times.ts";
import { RefusedError, sentenceOf } from "../session/api.ts";
import { organisationKeyQuery, useAbandonReplacement, useFinishReplacement } from "./organisation-key.ts";
import { type Outcome, resealAll } from "./replacement.ts";
import { type Failure, resealers } from "./resealers.ts";
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
        {work.failed.length > 0 && <Failures failed={work.failed} />}
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

function Failures({ failed }: { failed: readonly Failure[] }) {
  return (
    <Alert color="orange" variant="light" title={`${counted(failed.length, "account")} could not be sealed again`}>
      <Stack component="ul" gap={2} m={0} ps="md" fz="sm">
        {failed.slice(0, 20).map(({ id, name, why }) => (
          <li key={id}>
            {name}: {why}
          </li>
        ))}
      </Stack>
    </Alert>
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

const outcomeWords: Record<"locked" | "stopped", string> = {
  locked: "The old key was locked meanwhile. Go on to unlock it again; what was done stays done.",
  stopped: "",
};

interface Run {
  readonly running: boolean;
  /** How many are sealed to the new key, as far as this run knows. Null: as the server says. */
  readonly done: number | null;
  readonly problem: string;
  readonly failed: readonly Failure[];
}

/** One run at a time; it ends with the page. @param before how many are sealed to the new key already. */
function useReplacing(keyId: string, before: number) {
  const [run, setRun] = useState<Run>({ running: false, done: null, problem: "", failed: [] });
  const finish = useFinishReplacement();
  const queries = useQueryClient();
  const { ensureUnlocked } = useOrganisationKey();
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const change = (part: Partial<Run>) => setRun((last) => ({ ...last, ...part }));
  const end = async (outcome: Outcome) => {
    if (outcome.status === "some_failed") return change({ failed: outcome.failed });
    if (outcome.status !== "all") return change({ problem: outcomeWords[outcome.status] });
    await finish.mutateAsync(keyId);
    lockOne(keyId);
    notifications.show({ color: "teal", title: "The key is replaced", message: "Nothing is sealed to the old one." });
  };
  const start = async () => {
    if (run.running) return;
    stop.current = new AbortController();
    const { signal } = stop.current;
    change({ running: true, done: before, problem: "", failed: [] });
    try {
      if ((await ensureUnlocked(keyId)) !== null) {
        const onProgress = (done: number) => change({ done: before + done });
        await end(await resealAll({ resealers, keyId, findIdentity: () => findUnlocked(keyId), signal, onProgress }));
      }
    } catch (error) {
      change({
        problem: error instanceof RefusedError ? sentenceOf(error.refusal) : "This did not work. Go on again.",
      });
    }
    await queries.invalidateQueries({ queryKey: organisationKeyQuery.queryKey });
    change({ running: false, done: null });
  };
  return { ...run, start, stop: () => stop.current?.abort() };
}
