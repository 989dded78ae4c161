// What went wrong, said where it happened: a refusal of the server, or a page that could not be loaded.
import { Alert, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { RefusedError } from "../session/api.ts";

export function ErrorMessage({ children }: { children: ReactNode }) {
  if (!children) return null;
  return (
    <Alert role="alert" color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} p="sm">
      <Text size="sm" c="var(--mantine-color-text)">
        {children}
      </Text>
    </Alert>
  );
}

export function LoadError({ error, retry }: { error: unknown; retry: () => void }) {
  const text = error instanceof RefusedError ? error.refusal.detail : "This could not be loaded.";
  return (
    <Stack gap="sm" className="hesper-card">
      <ErrorMessage>{text}</ErrorMessage>
      <Group>
        <Button variant="default" onClick={retry}>
          Try again
        </Button>
      </Group>
    </Stack>
  );
}

/** Keeps the place of a card while it is loading, so that nothing jumps. */
export function LoadingCard({ height }: { height: number }) {
  return <Skeleton height={height} radius="lg" role="status" aria-label="Loading" />;
}
