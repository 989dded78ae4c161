// On an employee's page: what they, or whoever has a key of theirs, could have seen is still to be changed.
import { Alert, Anchor, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useOpenListsOf } from "./leavers.ts";
import { listTitle, openOfAll } from "./words.ts";

export function LeaverNotice({ employeeId }: { employeeId: string }) {
  const lists = useOpenListsOf(employeeId).data ?? [];
  return lists.map((list) => (
    <Alert
      key={list.id}
      color="amber"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={listTitle(list)}
      style={{ overflowWrap: "anywhere" }}
    >
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
  ));
}
