// The tab "Sessions": where I am logged in, and what happened to my log-in.
import { auditEventTitle, browserName, type SessionEntry } from "@hesper/contract";
import { Badge, Box, Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { ErrorMessage, LoadError, LoadingCard } from "../brand/messages.tsx";
import { exactTime, relativeTime } from "../brand/times.ts";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { useEndOtherSessions, useEndSession, useSecurityEvents, useSessions } from "./sessions.ts";
import { TrustedBrowsersCard } from "./trusted-browsers.tsx";

const lineAbove = { borderTop: "1px solid var(--hesper-line)" };

export function SessionsTab() {
  useTitle("Sessions");
  return (
    <Stack>
      <SessionsCard />
      <TrustedBrowsersCard />
      <EventsCard />
    </Stack>
  );
}

function SessionsCard() {
  const sessions = useSessions();
  const [asking, setAsking] = useState(false);
  if (sessions.isPending) return <LoadingCard height={200} />;
  if (sessions.isError) return <LoadError error={sessions.error} retry={() => sessions.refetch()} />;
  const items = sessions.data.pages.flatMap((page) => page.items);
  return (
    <section className="hesper-card" aria-labelledby="sessions-title">
      <Stack>
        <Group justify="space-between" align="flex-start">
          <Box flex="1 1 280px">
            <Title order={2} id="sessions-title">
              Where you are logged in
            </Title>
            <Text size="sm" c="dimmed" mt={4}>
              A session ends by itself when it is not used for a while.
            </Text>
          </Box>
          {items.length > 1 && (
            <Button variant="default" onClick={() => setAsking(true)}>
              End all other sessions
            </Button>
          )}
        </Group>
        <Stack component="ul" gap={0} m={0} p={0} aria-label="Sessions" style={{ listStyle: "none" }}>
          {items.map((item) => (
            <SessionRow key={item.id} session={item} />
          ))}
        </Stack>
        {sessions.hasNextPage && <More onClick={() => sessions.fetchNextPage()} busy={sessions.isFetchingNextPage} />}
      </Stack>
      {asking && <EndOthersDialog onClose={() => setAsking(false)} />}
    </section>
  );
}

function SessionRow({ session }: { session: SessionEntry }) {
  const end = useEndSession();
  const name = browserName(session.browser);
  const refusal = refusedOf(end.error);
  return (
    <Group component="li" justify="space-between" py="sm" style={lineAbove}>
      <Box miw={0}>
        <Group gap="xs">
          <Text fw={550}>{name}</Text>
          {session.current && (
            <Badge variant="dot" color="teal">
              This session
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {session.address} · last used{" "}
          <time dateTime={session.lastSeenAt} title={exactTime(session.lastSeenAt)}>
            {relativeTime(session.lastSeenAt)}
          </time>{" "}
          · since{" "}
          <time dateTime={session.createdAt} title={exactTime(session.createdAt)}>
            {exactTime(session.createdAt)}
          </time>
        </Text>
        <ErrorMessage>{refusal && refusal.code !== "not_found" ? sentenceOf(refusal) : ""}</ErrorMessage>
      </Box>
      {!session.current && (
        <Button
          variant="subtle"
          size="xs"
          color="red"
          className="hesper-danger"
          loading={end.isPending}
          onClick={() => end.mutate(session.id)}
          aria-label={`End the session of ${name}`}
        >
          End
        </Button>
      )}
    </Group>
  );
}

function EndOthersDialog({ onClose }: { onClose: () => void }) {
  const end = useEndOtherSessions();
  const refusal = refusedOf(end.error);
  return (
    <Modal opened onClose={onClose} title="End all other sessions">
      <Stack>
        <Text>
          Everywhere else you are logged out at once; what is being typed there is lost. This session goes on.
        </Text>
        <ErrorMessage>{refusal && sentenceOf(refusal)}</ErrorMessage>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button color="red.9" loading={end.isPending} onClick={() => end.mutate(null, { onSuccess: onClose })}>
            End them
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function EventsCard() {
  const events = useSecurityEvents();
  if (events.isPending) return <LoadingCard height={280} />;
  if (events.isError) return <LoadError error={events.error} retry={() => events.refetch()} />;
  const items = events.data.pages.flatMap((page) => page.items);
  return (
    <section className="hesper-card" aria-labelledby="events-title">
      <Stack>
        <div>
          <Title order={2} id="events-title">
            Recent security events
          </Title>
          <Text size="sm" c="dimmed" mt={4}>
            If something here was not you, change your password and tell an administrator.
          </Text>
        </div>
        <Stack component="ul" gap={0} m={0} p={0} aria-label="Security events" style={{ listStyle: "none" }}>
          {items.map((item) => (
            <Group component="li" key={item.id} justify="space-between" gap={0} py={8} style={lineAbove}>
              <Text size="sm">{auditEventTitle(item.type)}</Text>
              <Text size="sm" c="dimmed">
                {item.address} ·{" "}
                <time dateTime={item.at} title={exactTime(item.at)}>
                  {relativeTime(item.at)}
                </time>
              </Text>
            </Group>
          ))}
        </Stack>
        {events.hasNextPage && <More onClick={() => events.fetchNextPage()} busy={events.isFetchingNextPage} />}
      </Stack>
    </section>
  );
}

function More({ onClick, busy }: { onClick: () => void; busy: boolean }) {
  return (
    <Group>
      <Button variant="default" size="xs" loading={busy} onClick={onClick}>
        Show more
      </Button>
    </Group>
  );
}
