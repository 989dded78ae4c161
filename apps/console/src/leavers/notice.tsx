// On an employee's page: what they could have seen is still to be changed.
import { Alert, Anchor, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useOpenListOf } from "./leavers.ts";
import { openOfAll } from "./words.ts";

export function LeaverNotice({ employeeId }: { employeeId: string }) {
  const list = useOpenListOf(employeeId).data;
  if (!list) return null;
  return (
    <Alert color="amber" variant="light" icon={<IconAlertTriangle aria-hidden />} title={`Left: ${list.name}`}>
      <Text size="sm" c="var(--mantine-color-text)">
        {openOfAll(list.open, list.accounts)} still to be changed.{" "}
        <Anchor
          underline="always"
          renderRoot={(props) => <Link {...props} to="/leavers/$leaverId" params={{ leaverId: list.id }} />}
        >
          Open the list
        </Anchor>
      </Text>
    </Alert>
  );
}
