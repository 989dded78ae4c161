// Says that a passphrase is being worked on, which takes seconds on purpose.
import { Group, Loader, Text } from "@mantine/core";

export function Working({ children }: { children: string }) {
  return (
    <Group role="status" gap="sm" wrap="nowrap" py="xs">
      <Loader size="sm" aria-hidden />
      <Text size="sm">
        {children} This takes some seconds on purpose: nobody shall be able to try many passphrases.
      </Text>
    </Group>
  );
}
