// What waits to be sealed to keys, and "Deliver". Nothing where nothing waits.
import { Alert, Anchor, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconLockShare } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { RemarkList } from "../accounts/remark-list.tsx";
import { ErrorMessage } from "../brand/messages.tsx";
import { counted } from "../brand/times.ts";
import { useOrganisationKeyState } from "../organisation-key/organisation-key.ts";
import { useSession } from "../session/session.ts";
import { type Scope, useWaiting, type Waiting } from "./deliveries.ts";
import { useDelivering } from "./use-delivering.ts";
import { deliveredWords, progressWords, unopenedWords, waitingWords } from "./words.ts";

/** @param scope of one key, of the keys of one employee, or of all keys. */
export function DeliverButton(scope: Scope) {
  const waiting = useWaiting(scope).data;
  const run = useDelivering(scope, waiting);
  const role = useSession().data?.user.role;
  if (!waiting || role === undefined) return null;
  // What came of it stays to be read, when nothing waits any more.
  if (waiting.accounts === 0 && !run.running && run.outcome === null) return null;
  return <Notice waiting={waiting} run={run} acts={role === "administrator"} />;
}

type Run = ReturnType<typeof useDelivering>;

function Notice({ waiting, run, acts }: { waiting: Waiting; run: Run; acts: boolean }) {
  const { running, outcome, sealed, total, servedKeys } = run;
  const isOver = waiting.accounts === 0 && !running;
  const text = useRef<HTMLDivElement>(null);
  // The button that had the focus is gone.
  useEffect(() => {
    if (isOver && document.activeElement === document.body) text.current?.focus();
  }, [isOver]);
  const failed = outcome?.failed ?? [];
  // What waits may not be known any more, as when the server is gone: how far it came is.
  const isBroken = !running && outcome === null && run.problem !== "" && sealed > 0;
  return (
    <Alert
      role="group"
      aria-label="Deliver to keys"
      color={isOver ? "teal" : "amber"}
      variant="light"
      icon={isOver ? <IconCircleCheck aria-hidden /> : <IconLockShare aria-hidden />}
    >
      <Stack gap="sm" c="var(--mantine-color-text)">
        <div role="status" ref={text} tabIndex={-1} style={{ outline: "none" }}>
          {(running || isBroken) && <Text fw={550}>{progressWords(sealed, total)}</Text>}
          {!running && outcome && <Text fw={550}>{deliveredWords({ ...outcome, keys: servedKeys })}</Text>}
          {!running && !isBroken && waiting.accounts > 0 && (
            <Text {...(outcome ? {} : { fw: 550 })}>{`${waitingWords(waiting, outcome !== null)}.`}</Text>
          )}
        </div>
        {running && <Progress value={total === 0 ? 0 : (sealed / total) * 100} aria-label="Sealed" />}
        <ErrorMessage>{run.problem}</ErrorMessage>
        <RemarkList title={`${counted(failed.length, "account")} could not be sealed`} remarks={failed} />
        {!running && run.unopened > 0 && <Text size="sm">{unopenedWords(run.unopened)}</Text>}
        <RemarkList title="Sealed, but not to all keys" remarks={outcome?.partly ?? []} />
        {acts && !isOver && <Acting run={run} />}
      </Stack>
    </Alert>
  );
}

/** Nothing can be delivered from here without an organisation key. */
function Acting({ run }: { run: Run }) {
  const state = useOrganisationKeyState();
  if (state.data?.key === null) {
    return (
      <Text size="sm">
        There is no organisation key, and so nothing here that opens them. Another key of the employee that has them
        hands them on at its next sync.{" "}
        <Anchor component={Link} to="/settings/organisation-key" size="sm" underline="always">
          Go to Settings, Organisation key
        </Anchor>
      </Text>
    );
  }
  const isFirst = run.outcome === null && run.problem === "";
  return (
    <>
      {isFirst && !run.running && (
        <Text size="sm">
          Deliver opens what waits in this browser, with the organisation key, and seals it to these keys too. The
          server sees nothing of what is in it.
        </Text>
      )}
      <Group>
        {run.running ? (
          <Button variant="default" onClick={run.stop}>
            Stop
          </Button>
        ) : (
          <Button onClick={run.start}>{isFirst ? "Deliver" : "Go on"}</Button>
        )}
      </Group>
    </>
  );
}
