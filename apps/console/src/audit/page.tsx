// The page "Audit": what happened, the latest first, with filters, a live count, an export and the head of the chain.
import type { AuditEvent } from "@hesper/contract";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { More } from "../brand/more.tsx";
import { useEventCount, useEvents, useLive, useNewCount } from "./audit.ts";
import { CountBar } from "./count-bar.tsx";
import { EventDrawer } from "./event-drawer.tsx";
import { EventList } from "./event-list.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import { FilterCard } from "./filter-card.tsx";
import { type AuditSearch, countFilters, queryOf } from "./filters.ts";
import { HeadCard } from "./head-card.tsx";
import { countWords } from "./words.ts";
import "./audit.css";

const route = getRouteApi("/shell/audit");

export function AuditPage() {
  useTitle("Audit");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const live = useLive();
  const { query, list, events, now, reload } = useList(search, live);
  const count = useEventCount(query, live);
  const [exporting, setExporting] = useState(false);
  const change = (changed: AuditSearch) => navigate({ search: changed });
  const words = count.data ? countWords(count.data, "event") : "";
  return (
    <Stack className="hesper-wide">
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={1}>Audit</Title>
          <Text c="dimmed">Every act that matters for security: who, what, on whom, from where, and how it ended.</Text>
        </div>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => setExporting(true)}
        >
          Export
        </Button>
      </Group>
      <HeadCard live={live} />
      <FilterCard search={search} onChange={change} nameFromList={(id) => nameIn(events, id)} />
      <section aria-label="What happened">
        <Newcomers {...{ query, list, events, live, words, reload }} />
        <Results {...{ list, events, now }} filtered={countFilters(search) > 0} />
      </section>
      {exporting && (
        <ExportDialog
          query={query}
          count={words || "events"}
          filtered={countFilters(search) > 0}
          onClose={() => setExporting(false)}
        />
      )}
    </Stack>
  );
}

const minuteMs = 60_000;

/** The list as it was when it was loaded; it changes only when it is loaded anew. */
function useList(search: AuditSearch, live: boolean) {
  const [load, setLoad] = useState(0);
  const key = JSON.stringify(search);
  // A preset reaches back from the moment of loading, so that paging goes on in the same stretch.
  // biome-ignore lint/correctness/useExhaustiveDependencies: by content, and anew with each load.
  const query = useMemo(() => queryOf(search, new Date()), [key, load]);
  const list = useEvents(query, load);
  const events = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (!live) return;
    const timer = setInterval(() => setNow(new Date()), minuteMs);
    return () => clearInterval(timer);
  }, [live]);
  const reload = () => {
    setNow(new Date());
    setLoad((before) => before + 1);
  };
  return { query, list, events, now, reload };
}

type List = ReturnType<typeof useEvents>;

interface NewcomersProps {
  readonly query: ReturnType<typeof queryOf>;
  readonly list: List;
  readonly events: readonly AuditEvent[];
  readonly live: boolean;
  readonly words: string;
  readonly reload: () => void;
}

function Newcomers({ query, list, events, live, words, reload }: NewcomersProps) {
  const top = useRef<HTMLDivElement>(null);
  const ready = list.isSuccess && !list.isPlaceholderData;
  const fresh = useNewCount(query, events[0] ?? null, { live, ready });
  const show = () => {
    reload();
    top.current?.scrollIntoView({ block: "start" });
    top.current?.focus();
  };
  return <CountBar ref={top} words={words} live={live} fresh={ready ? fresh.data : undefined} onShow={show} />;
}

function Results({
  list,
  events,
  now,
  filtered,
}: {
  list: List;
  events: readonly AuditEvent[];
  now: Date;
  filtered: boolean;
}) {
  const [opened, setOpened] = useState<AuditEvent | null>(null);
  const open = useCallback((event: AuditEvent) => setOpened(event), []);
  if (list.isPending) return <LoadingCard height={480} />;
  if (list.isError && !list.data) return <LoadError error={list.error} retry={() => list.refetch()} />;
  if (events.length === 0) return <Nothing filtered={filtered} />;
  return (
    <div className="hesper-card audit-list" aria-busy={list.isPlaceholderData}>
      <EventList pages={list.data?.pages ?? []} now={now} onOpen={open} />
      <More list={list} shown={events.length} noun="event" />
      <EventDrawer event={opened} onClose={() => setOpened(null)} />
    </div>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  return (
    <div className="hesper-card">
      <Text fw={550}>{filtered ? "No event fits the filters." : "Nothing has happened yet."}</Text>
      {filtered && (
        <Text size="sm" c="dimmed">
          Choose a longer time, or clear the filters.
        </Text>
      )}
    </div>
  );
}

function nameIn(events: readonly AuditEvent[], id: string): string | undefined {
  const people = events.flatMap(({ actor, subject }) => [actor, subject]);
  const person = people.find((one) => one?.id === id);
  return person?.name ? `${person.name} · ${person.email}` : undefined;
}
