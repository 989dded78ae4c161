// What a page shows instead of itself: still loading, not there, or not to be had.
import { Anchor, Stack, Text, Title } from "@mantine/core";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";

export function PagePending() {
  return (
    <Stack p="xl" maw={880} mx="auto" mt={56}>
      <LoadingCard height={120} />
      <LoadingCard height={220} />
    </Stack>
  );
}

export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    router.invalidate();
  };
  return (
    <Stack component="main" p="xl" maw={640} mx="auto" mt={56}>
      <Title order={1}>This page could not be opened</Title>
      <LoadError error={error} retry={retry} />
    </Stack>
  );
}

export function NotFound() {
  useTitle("Not found");
  return (
    <Stack gap="xs">
      <Title order={1}>There is no such page</Title>
      <Text>The address may be mistyped, or the page may have moved.</Text>
      <Anchor component={Link} to="/">
        Go to Home
      </Anchor>
    </Stack>
  );
}
