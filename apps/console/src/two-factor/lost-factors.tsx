// What a person had before they came in with a temporary pass: it cannot be changed any more, only replaced.
import { Stack, Text } from "@mantine/core";

interface Props {
  readonly label: string;
  readonly factors: readonly { readonly id: string; readonly name: string }[];
}

export function LostFactors({ label, factors }: Props) {
  if (factors.length === 0) return null;
  return (
    <div>
      <Text size="sm" c="dimmed">
        You had these before. They stop working as soon as the new factor is set up.
      </Text>
      <Stack component="ul" gap={0} m={0} mt="xs" p={0} aria-label={label} style={{ listStyle: "none" }}>
        {factors.map(({ id, name }) => (
          <Text
            component="li"
            key={id}
            py={6}
            style={{ borderTop: "1px solid var(--hesper-line)", overflowWrap: "anywhere" }}
          >
            {name}
          </Text>
        ))}
      </Stack>
    </div>
  );
}
