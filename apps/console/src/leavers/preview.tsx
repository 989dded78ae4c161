// In the question before somebody is deactivated or deleted: what will be to be done.
import { Text } from "@mantine/core";
import { counted } from "../brand/times.ts";
import { useLeavingPreview } from "./leavers.ts";

/** Keeps its place while it is loading, so that the buttons do not jump. */
export function LeavingPreview({ employeeId, name }: { employeeId: string; name: string }) {
  const preview = useLeavingPreview(employeeId);
  if (preview.isError) return <Text c="dimmed">What they could have seen could not be counted.</Text>;
  if (!preview.data) return <Text c="dimmed">Counting what they could have seen ...</Text>;
  const { accounts } = preview.data;
  if (accounts === 0) return <Text>Nothing was seen that would have to be changed afterwards.</Text>;
  return (
    <Text>
      {name} could have seen {counted(accounts, "account")}: a list of what is to be changed is opened, and stays on the
      home page until it is done.
    </Text>
  );
}
