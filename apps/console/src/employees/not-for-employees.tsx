// What an employee finds at a page that is not theirs.
import { Anchor, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";

export function NotForEmployees({ title }: { title: string }) {
  return (
    <Stack gap="xs">
      <Title order={1}>{title}</Title>
      <Text>This page is for administrators and auditors.</Text>
      <Anchor component={Link} to="/">
        Go to Home
      </Anchor>
    </Stack>
  );
}
