// Closing a list before everything on it is changed: with a reason, on record.
import { leaverReason } from "@hesper/contract";
import { Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { Ask } from "../brand/ask.tsx";
import { type Leaver, useCloseLeaver } from "./leavers.ts";
import { listTitle, openOfAll } from "./words.ts";

export function CloseDialog({ leaver, onClose }: { leaver: Leaver; onClose: () => void }) {
  const close = useCloseLeaver();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const read = leaverReason.safeParse(reason);
  const done = () => {
    notifications.show({ color: "teal", title: "Closed", message: `"${listTitle(leaver)}" is kept as it is.` });
    onClose();
  };
  const confirm = () => {
    setTried(true);
    if (read.success) close.mutate({ id: leaver.id, reason: read.data }, { onSuccess: done });
  };
  return (
    <Ask
      title={leaver.key === null ? `Close the list of ${leaver.name}` : `Close the list of the key ${leaver.key.name}`}
      action="Close the list"
      busy={close.isPending}
      error={close.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>
        {openOfAll(leaver.open, leaver.accounts)} {leaver.open === 1 ? "was" : "were"} not changed:{" "}
        {leaver.key === null ? `${leaver.name} may still know what they saw` : "whoever has the key may know them"}. The
        list goes from everybody's home page, and nothing is ticked off on it any more.
      </Text>
      <TextInput
        label="Reason"
        description="Stays on the list and in the audit."
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={tried && !read.success ? read.error.issues[0]?.message : null}
      />
    </Ask>
  );
}
