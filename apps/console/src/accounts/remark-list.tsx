// Accounts of which something is to be said after they were sealed again: what is wrong, and what to do.
import { Alert, Stack } from "@mantine/core";
import type { Remark } from "./resealing.ts";

const mostShown = 20;

export function RemarkList({ title, remarks }: { title: string; remarks: readonly Remark[] }) {
  if (remarks.length === 0) return null;
  const more = remarks.length - mostShown;
  return (
    <Alert role="note" variant="default" title={title} styles={{ title: { color: "var(--mantine-color-text)" } }}>
      <Stack component="ul" gap={4} m={0} ps="md" fz="sm" c="var(--mantine-color-text)">
        {remarks.slice(0, mostShown).map(({ id, name, why }) => (
          <li key={id}>
            <strong>{name}</strong>: {why}
          </li>
        ))}
        {more > 0 && <li>and {more.toLocaleString("en")} more.</li>}
      </Stack>
    </Alert>
  );
}
