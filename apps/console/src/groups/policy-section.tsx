// What a group asks of its members, whatever the policy asks of all: a second factor.
import type { Group as EmployeeGroup } from "@hesper/contract";
import { Checkbox, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { Ask } from "../brand/ask.tsx";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { counted } from "../brand/times.ts";
import { useChangeGroupPolicy, useGroupPolicy } from "./groups.ts";

export function GroupPolicySection({ group, acts }: { group: EmployeeGroup; acts: boolean }) {
  const [asking, setAsking] = useState(false);
  const { requiresTwoFactor } = group;
  return (
    <section className="hesper-card" aria-labelledby="group-policy-title">
      <Stack gap="sm">
        <Title order={2} id="group-policy-title">
          Policy for members
        </Title>
        <Checkbox
          label="Members must have a second factor"
          description="Whatever the policy of the installation asks of everybody. Who has none sets one up within the days of grace."
          checked={requiresTwoFactor}
          disabled={!acts}
          onChange={() => setAsking(true)}
        />
      </Stack>
      {asking && <AskDialog group={group} onClose={() => setAsking(false)} />}
    </section>
  );
}

function AskDialog({ group, onClose }: { group: EmployeeGroup; onClose: () => void }) {
  const change = useChangeGroupPolicy();
  // As it was when the dialogue was opened: a change of what was not seen is refused.
  const [{ id, name, revision, requiresTwoFactor: isRequired }] = useState(group);
  const done = () => {
    const message = isRequired ? `${name} asks for no second factor any more.` : `${name} asks for a second factor.`;
    notifications.show({ color: "teal", title: "Changed", message });
    onClose();
  };
  return (
    <Ask
      title={isRequired ? `Ask no second factor of ${name} any more` : `Ask a second factor of ${name}`}
      action={isRequired ? "Ask no longer" : "Ask for it"}
      danger={isRequired}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ id, revision, requiresTwoFactor: !isRequired }, { onSuccess: done })}
      onClose={onClose}
    >
      {isRequired ? (
        <Text>
          Members need a second factor only where the policy of the installation or another group asks for it.
        </Text>
      ) : (
        <Consequence id={id} />
      )}
    </Ask>
  );
}

function Consequence({ id }: { id: string }) {
  const policy = useGroupPolicy(id);
  if (policy.isPending) return <LoadingCard height={48} />;
  if (policy.isError) return <LoadError error={policy.error} retry={() => policy.refetch()} />;
  const { withoutSecondFactor, graceDays } = policy.data;
  if (withoutSecondFactor === 0) return <Text>Every member who can log in has a second factor already.</Text>;
  const whom = `${counted(withoutSecondFactor, "member")} without a second factor must set one up`;
  const when = graceDays === 0 ? "before doing anything else" : `within ${counted(graceDays, "day")} of being asked`;
  return (
    <Text>
      {whom} {when}.
    </Text>
  );
}
