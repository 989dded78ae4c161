// The dashboard of those who look after the installation, below the next steps. Loaded apart: its drawings are large.
import type { Dashboard as Figures } from "@hesper/contract";
import { Group, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { exactTime, relativeTime } from "../brand/times.ts";
import { api, bodyOf } from "../session/api.ts";
import { useLiveInterval } from "../session/live.ts";
import { FigureCard } from "./figure-card.tsx";
import { accountsFigure, adoptionFigure, deliveriesFigure, keysFigure, logInsFigure } from "./words.ts";
import "./dashboard.css";

/** The server counts no more often. */
const lookEveryMs = 60_000;
/** While newer figures are being counted. */
const lookSoonMs = 2000;

const dashboardQuery = { queryKey: ["dashboard"], queryFn: () => bodyOf(api.getDashboard()) };

export function Dashboard() {
  const live = useLiveInterval(lookEveryMs);
  const figures = useQuery({
    ...dashboardQuery,
    refetchInterval: ({ state }) => (live !== false && state.data?.recounting ? lookSoonMs : live),
  });
  const { data, error } = figures;
  return (
    <section aria-labelledby="dashboard-title" className="dashboard">
      <Group justify="space-between" align="baseline" gap="xs">
        <Title order={2} id="dashboard-title">
          At a glance
        </Title>
        {data && <Age {...data} isOutdated={error !== null} />}
      </Group>
      {figures.isPending && <LoadingCard height={340} />}
      {error !== null && !data && <LoadError error={error} retry={() => figures.refetch()} />}
      {data && <Cards {...data} />}
    </section>
  );
}

function Age({ asOf, recounting, isOutdated }: Figures & { isOutdated: boolean }) {
  const more = isOutdated ? "; newer ones could not be loaded" : recounting ? "; newer ones are being counted" : "";
  return (
    <Text c="dimmed" size="sm" title={exactTime(asOf)}>
      Counted {relativeTime(asOf)}
      {more}
    </Text>
  );
}

function Cards(figures: Figures) {
  const cards = [logInsFigure, adoptionFigure, keysFigure, deliveriesFigure, accountsFigure];
  return (
    <div className="dashboard-cards">
      {cards.map((figureOf) => {
        const figure = figureOf(figures);
        return <FigureCard key={figure.title} {...figure} />;
      })}
    </div>
  );
}
