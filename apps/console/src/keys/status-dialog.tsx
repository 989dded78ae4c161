// Changing what a key may do: each asks first, says what becomes of the key and when, and names what is lost.
import { type Key, type KeyReason, reasonsFor } from "@hesper/contract";
import { Alert, Button, Group, Modal, Radio, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Ask } from "../brand/ask.tsx";
import { openOfAll } from "../leavers/words.ts";
import { Outcome } from "../shell/outcome.tsx";
import { isEnded } from "./actions.ts";
import { useChangeStatus, useKeyLoss, useListOfKey } from "./keys.ts";
import {
  actionName,
  consequence,
  listWords,
  lossWords,
  type NextStatus,
  reasonMeanings,
  reasonNames,
  toldOf,
} from "./words.ts";

interface Props {
  /** As it was seen: a change of what was not seen is refused. */
  readonly of: Key;
  readonly to: NextStatus;
  readonly onClose: () => void;
}

export function StatusDialog({ of, to, onClose }: Props) {
  const change = useChangeStatus();
  const [reason, setReason] = useState<KeyReason | null>(null);
  const [isMissing, setMissing] = useState(false);
  const [ended, setEnded] = useState<Key | null>(null);
  const name = actionName(of.status, to);
  const done = (key: Key) => {
    if (to === "compromised") return setEnded(key);
    const message =
      key.activatedAt === null ? `${of.name} cannot be activated any more.` : `${of.name} ${toldOf[of.kind][to]}`;
    notifications.show({ color: "teal", title: "Changed", message });
    onClose();
  };
  const confirm = () => {
    if (to !== "active" && reason === null) return setMissing(true);
    change.mutate({ key: of, status: to, reason }, { onSuccess: done });
  };
  if (ended) return <Reported of={ended} onClose={onClose} />;
  return (
    <Ask
      title={to === "compromised" ? `Report ${of.name} as compromised` : `${name} ${of.name}`}
      action={name}
      danger={to === "deactivated" || to === "compromised"}
      busy={change.isPending}
      error={change.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text size="sm" c="dimmed">
        Key of {of.employeeName}
        {of.device !== null && `, ${of.kind === "software" ? "on " : ""}${of.device}`}
      </Text>
      <Text>{consequence(of, to)}</Text>
      {to === "active" && of.status === "locked" && (
        <Text fw={600}>
          Unlock it only if you know that {of.employeeName} has it: see them, or call a number that you know.
        </Text>
      )}
      {to !== "active" && (
        <ReasonChoice
          to={to}
          value={reason}
          error={isMissing ? "Choose why." : null}
          onChange={(chosen) => {
            setReason(chosen);
            setMissing(false);
          }}
        />
      )}
      {(to === "deactivated" || to === "compromised") && of.activatedAt !== null && <Loss of={of} to={to} />}
      {to !== "compromised" && (reason === "stolen" || reason === "lost") && <Hint to={to} of={of} />}
    </Ask>
  );
}

interface ReasonProps {
  readonly to: keyof typeof reasonsFor;
  readonly value: KeyReason | null;
  readonly error: string | null;
  readonly onChange: (reason: KeyReason) => void;
}

function ReasonChoice({ to, value, error, onChange }: ReasonProps) {
  return (
    <Radio.Group
      label="Why"
      value={value}
      error={error}
      errorProps={{ role: "alert" }}
      onChange={(chosen) => onChange(chosen as KeyReason)}
    >
      <Stack gap="xs" mt={6} mb={error ? 6 : 0}>
        {reasonsFor[to].map((reason) => (
          <Radio key={reason} value={reason} label={reasonNames[reason]} description={reasonMeanings[reason]} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

/** Keeps its place while it is loading, so that the buttons do not jump. */
function Loss({ of, to }: Pick<Props, "of" | "to">) {
  const loss = useKeyLoss(of.id, true);
  if (loss.isError) return <Text c="dimmed">What would be lost could not be counted.</Text>;
  if (!loss.data) return <Text c="dimmed">Counting what would be lost ...</Text>;
  // What a key that has ended had is lost already.
  const lost = isEnded(of) ? [] : lossWords(loss.data, of.employeeName);
  return (
    <>
      {lost.length > 0 ? (
        <Alert color="red" variant="light" p="sm" title="What is lost">
          <Stack component="ul" gap={4} m={0} ps="lg" fz="sm" c="var(--mantine-color-text)" aria-label="What is lost">
            {lost.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </Stack>
        </Alert>
      ) : (
        !isEnded(of) && <Text>Nothing is lost: what is on it can be opened elsewhere.</Text>
      )}
      {to === "compromised" && <Text>{listWords(loss.data.accounts)}</Text>}
    </>
  );
}

function Hint({ to, of }: Pick<Props, "to" | "of">) {
  if (of.activatedAt === null) return null;
  return (
    <Text size="sm" c="dimmed">
      {of.kind === "software"
        ? "May somebody else know its PIN, or try many?"
        : "May somebody else have it and know its PIN?"}{" "}
      Then report it as compromised instead
      {to === "suspended" ? "" : ", now or later"}: that opens the list of accounts to be changed.
    </Text>
  );
}

function afterReport({ kind, activatedAt }: Key): string {
  if (activatedAt === null) return "It cannot be activated any more";
  return kind === "software" ? "It wipes itself at its next contact" : "It opens nothing from now on";
}

/** What is to be done now that the key is compromised. */
function Reported({ of, onClose }: { of: Key; onClose: () => void }) {
  const list = useListOfKey(of);
  return (
    <Modal opened onClose={onClose} title={`${of.name} is compromised`}>
      <Stack>
        <Outcome title={afterReport(of)}>
          <Text size="sm">
            {list.isLoading && "Looking for the list of what is to be changed ..."}
            {list.data && `${openOfAll(list.data.open, list.data.accounts)} still to be changed.`}
            {list.data === null && "There is nothing to be changed."}
            {list.isError && "Whether something is to be changed stands on the home page."}
          </Text>
        </Outcome>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          {list.data && (
            <Button
              renderRoot={(props) => (
                <Link {...props} to="/leavers/$leaverId" params={{ leaverId: list.data?.id ?? "" }} />
              )}
            >
              Open the list
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
