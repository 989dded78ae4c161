// Asks before a temporary pass is approved, taken back, or stopped by the person whom it is for.
import type { TemporaryPass } from "@hesper/contract";
import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Ask } from "../brand/ask.tsx";
import { useApprovePass, useStopOwnPass, useWithdrawPass } from "./passes.ts";

interface Props {
  readonly pass: TemporaryPass;
  readonly onClose: () => void;
}

export function ApproveDialog({ pass, onClose }: Props) {
  const approve = useApprovePass();
  const { person, issuedBy, reason } = pass;
  return (
    <Ask
      title="Approve a temporary pass"
      action="Approve"
      danger={false}
      busy={approve.isPending}
      error={approve.error}
      onConfirm={() => approve.mutate(pass.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Text>
        {issuedBy.name} issued it for {person.name} ({person.email}): "{reason}"
      </Text>
      <Text>
        With the pass and the password somebody can set up a new second factor in place of what {person.name} has. It
        begins to work when you approve it.
      </Text>
      <Text fw={600}>
        Approve it only if you know that {person.name} asked for it: see them, or call a number that you know.
      </Text>
    </Ask>
  );
}

export function WithdrawPassDialog({ pass, onClose }: Props) {
  const withdraw = useWithdrawPass();
  return (
    <Ask
      title="Withdraw a temporary pass"
      action="Withdraw"
      busy={withdraw.isPending}
      error={withdraw.error}
      onConfirm={() => withdraw.mutate(pass.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Text>
        The pass of {pass.person.name} stops working at once. Without another one they cannot get back in while their
        factors are lost.
      </Text>
    </Ask>
  );
}

export function StopOwnPassDialog({ onClose }: { onClose: () => void }) {
  const stop = useStopOwnPass();
  const done = () => {
    notifications.show({
      color: "teal",
      title: "The pass is stopped",
      message: "It lets nobody in any more. Tell an administrator at once, in person or by telephone.",
      autoClose: false,
    });
    onClose();
  };
  return (
    <Ask
      title="Stop the temporary pass"
      action="Stop it"
      busy={stop.isPending}
      error={stop.error}
      onConfirm={() => stop.mutate(null, { onSuccess: done })}
      onClose={onClose}
    >
      <Text>The pass ends, and whoever has come in with it is thrown out. Your second factor stays as it is.</Text>
      <Text>If you asked for it after all, an administrator has to issue a new one.</Text>
    </Ask>
  );
}
