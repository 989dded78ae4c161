// Home: what this person should do next, from what is really there.
import { Group, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { useLiveInterval } from "../session/live.ts";
import { nextStepsQuery, useOwedSetUp, useSession } from "../session/session.ts";
import { StopOwnPassDialog } from "../temporary-passes/pass-dialogs.tsx";
import { StepCard } from "./step-card.tsx";

const Dashboard = lazy(async () => ({ default: (await import("../dashboard/dashboard.tsx")).Dashboard }));

/** Often enough that a person sees in time that a pass was issued in their name. */
const lookEveryMs = 30_000;

export function HomePage() {
  useTitle("Home");
  const { name = "", role = "employee" } = useSession().data?.user ?? {};
  const owedSetUp = useOwedSetUp();
  const refetchInterval = useLiveInterval(lookEveryMs);
  const nextSteps = useQuery({ ...nextStepsQuery, refetchInterval });
  const [stopping, setStopping] = useState(false);
  // Below the steps, which are not to be moved when they come.
  const hasDashboard = role !== "employee" && owedSetUp === null && nextSteps.data !== undefined;
  return (
    <Stack>
      <div style={{ overflowWrap: "anywhere" }}>
        <Title order={1}>Hello, {name}</Title>
        <Text c="dimmed">What to do next</Text>
      </div>
      {nextSteps.isPending && <LoadingCard height={92} />}
      {nextSteps.isError && !nextSteps.data && <LoadError error={nextSteps.error} retry={() => nextSteps.refetch()} />}
      {nextSteps.data?.items.map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two steps may be the same to the letter.
        <StepCard key={`${at} ${JSON.stringify(step)}`} step={step} onStopPass={() => setStopping(true)} />
      ))}
      {nextSteps.data?.items.length === 0 && <AllSet />}
      {hasDashboard && (
        <Suspense fallback={<LoadingCard height={340} />}>
          <Dashboard />
        </Suspense>
      )}
      {stopping && <StopOwnPassDialog onClose={() => setStopping(false)} />}
    </Stack>
  );
}

function AllSet() {
  return (
    <section className="hesper-card">
      <Group wrap="nowrap">
        <ThemeIcon variant="light" color="teal" size={40} radius="md" aria-hidden>
          <IconCircleCheck size={22} />
        </ThemeIcon>
        <div>
          <Title order={2}>You are all set</Title>
          <Text c="dimmed">Your log-in asks for a second factor, and your recovery codes are saved.</Text>
        </div>
      </Group>
    </section>
  );
}
