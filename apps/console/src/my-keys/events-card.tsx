// What happened lately to one's own accounts and keys, and who did it.
import { Stack, Text, Title } from "@mantine/core";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { ShowMore } from "../brand/show-more.tsx";
import { exactTime, relativeTime } from "../brand/times.ts";
import { useOwnEvents } from "./my-keys.ts";
import { eventSentence } from "./words.ts";

export function EventsCard() {
  const events = useOwnEvents();
  const items = events.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="hesper-card" aria-labelledby="my-events-title">
      <Stack gap="sm">
        <div>
          <Title order={2} id="my-events-title">
            What was done lately
          </Title>
          <Text size="sm" c="dimmed">
            To your accounts and keys, and by whom. What changes in an account that you share with others is not in it.
            If something here surprises you, ask an administrator.
          </Text>
        </div>
        {events.isPending && <LoadingCard height={160} />}
        {events.isError && !events.data && <LoadError error={events.error} retry={() => events.refetch()} />}
        {events.data && items.length === 0 && <Text c="dimmed">Nothing yet.</Text>}
        {items.length > 0 && (
          <ul className="key-rows" aria-label="What was done lately">
            {items.map((event) => (
              <li key={event.id}>
                <Text size="sm">{eventSentence(event)}</Text>
                <Text size="sm" c="dimmed" component="time" dateTime={event.at} title={exactTime(event.at)}>
                  {relativeTime(event.at)}
                </Text>
              </li>
            ))}
          </ul>
        )}
        <ShowMore list={events} />
      </Stack>
    </section>
  );
}
