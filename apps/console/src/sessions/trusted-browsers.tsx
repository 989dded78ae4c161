// The browsers that may skip the second factor: where they were last used, and "Forget".
import { browserName } from "@hesper/contract";
import { Box, Button, Group, Stack, Text, Title } from "@mantine/core";
import { ErrorMessage, LoadError, LoadingCard } from "../brand/messages.tsx";
import { exactTime, relativeTime } from "../brand/times.ts";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { useForgetBrowser, useTrustedBrowsers } from "./sessions.ts";

export function TrustedBrowsersCard() {
  const browsers = useTrustedBrowsers();
  const forget = useForgetBrowser();
  if (browsers.isPending) return <LoadingCard height={120} />;
  if (browsers.isError) return <LoadError error={browsers.error} retry={() => browsers.refetch()} />;
  const refusal = refusedOf(forget.error);
  return (
    <section className="hesper-card" aria-labelledby="trusted-title">
      <Stack>
        <div>
          <Title order={2} id="trusted-title">
            Trusted browsers
          </Title>
          <Text size="sm" c="dimmed" mt={4}>
            {browsers.data.items.length === 0
              ? 'None. "Remember this browser" at the log-in makes one.'
              : "These are not asked for a code at the log-in."}
          </Text>
        </div>
        <ErrorMessage>{refusal && refusal.code !== "not_found" ? sentenceOf(refusal) : ""}</ErrorMessage>
        {browsers.data.items.length > 0 && (
          <Stack component="ul" gap={0} m={0} p={0} aria-label="Trusted browsers" style={{ listStyle: "none" }}>
            {browsers.data.items.map((item) => (
              <Group
                component="li"
                key={item.id}
                justify="space-between"
                py="sm"
                style={{ borderTop: "1px solid var(--hesper-line)" }}
              >
                <Box miw={0}>
                  <Text fw={550}>{browserName(item.browser)}</Text>
                  <Text size="sm" c="dimmed">
                    {item.address} · last used{" "}
                    <time dateTime={item.lastUsedAt} title={exactTime(item.lastUsedAt)}>
                      {relativeTime(item.lastUsedAt)}
                    </time>{" "}
                    · until {exactTime(item.expiresAt)}
                  </Text>
                </Box>
                <Button
                  variant="subtle"
                  size="xs"
                  color="red"
                  className="hesper-danger"
                  onClick={() => forget.mutate(item.id)}
                  aria-label={`Forget ${browserName(item.browser)}`}
                >
                  Forget
                </Button>
              </Group>
            ))}
          </Stack>
        )}
      </Stack>
    </section>
  );
}
