// Changing what a person may do, or whether they may come in: each asks first, and names what is lost.
import type { Person, Role } from "@hesper/contract";
import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Ask } from "../brand/ask.tsx";
import { LeavingPreview } from "../leavers/preview.tsx";
import { useSession } from "../session/session.ts";
import { useChangePerson, useDeletePerson, useWithdrawInvitation } from "./people.ts";
import { RoleChoice } from "./role-choice.tsx";
import { KeysGo, WhatGoes } from "./what-goes.tsx";
import { aRole } from "./words.ts";

interface Props {
  readonly person: Person;
  readonly onClose: () => void;
}

interface LastProps extends Props {
  readonly onGone: () => void;
}

function useIsMe({ id }: Person): boolean {
  return useSession().data?.user.id === id;
}

function tell(title: string, message: string): void {
  notifications.show({ color: "teal", title, message });
}

export function RoleDialog({ person, onClose }: Props) {
  const change = useChangePerson();
  const isMe = useIsMe(person);
  const navigate = useNavigate();
  const [role, setRole] = useState<Role>(person.role);
  const done = () => {
    tell("The role is changed", `${person.name} is ${aRole[role]} now.`);
    onClose();
    if (isMe && role === "employee") navigate({ to: "/" });
  };
  const onConfirm = () => (role === person.role ? onClose() : change.mutate({ person, role }, { onSuccess: done }));
  return (
    <Ask
      title={`Change the role of ${person.name}`}
      action="Change the role"
      danger={false}
      busy={change.isPending}
      error={change.error}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <RoleChoice value={role} onChange={setRole} first />
      {isMe ? (
        <Text fw={600}>This is you: you cannot take the role back yourself. Your other sessions end.</Text>
      ) : (
        person.status === "active" && (
          <Text>
            {person.name} is logged out everywhere: the new role begins with a new log-in. What is being typed there is
            lost.
          </Text>
        )
      )}
    </Ask>
  );
}

export function DeactivateDialog({ person, onClose }: Props) {
  const change = useChangePerson();
  const isMe = useIsMe(person);
  const done = () => {
    tell("Deactivated", `${person.name} cannot log in any more.`);
    onClose();
  };
  return (
    <Ask
      title={isMe ? "Deactivate yourself" : `Deactivate ${person.name}`}
      action={isMe ? "Lock myself out" : "Deactivate"}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ person, status: "deactivated" }, { onSuccess: done })}
      onClose={onClose}
    >
      {isMe ? (
        <Text fw={600}>
          You lock yourself out: you are logged out at once, everywhere, and only another administrator can let you in
          again.
        </Text>
      ) : (
        <Text>
          {person.name} is logged out everywhere at once and cannot log in any more. Remembered browsers, password links
          and an open temporary pass are lost.
        </Text>
      )}
      <Text>The password and the second factors are kept, for the day the account is reactivated.</Text>
      <KeysGo employeeId={person.id} />
      <LeavingPreview employeeId={person.id} name={isMe ? "You" : person.name} />
    </Ask>
  );
}

export function ReactivateDialog({ person, onClose }: Props) {
  const change = useChangePerson();
  const done = () => {
    tell("Reactivated", `${person.name} can log in again.`);
    onClose();
  };
  return (
    <Ask
      title={`Reactivate ${person.name}`}
      action="Reactivate"
      danger={false}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ person, status: "active" }, { onSuccess: done })}
      onClose={onClose}
    >
      <Text>
        {person.name} can log in again as {aRole[person.role]}, with the password and the second factors from before.
        Keys stay as they are: one that was deactivated is replaced by a new one.
      </Text>
    </Ask>
  );
}

export function DeleteDialog({ person, onClose, onGone }: LastProps) {
  const remove = useDeletePerson();
  const isMe = useIsMe(person);
  const done = () => {
    tell("Deleted", `${person.name} is removed for good.`);
    onClose();
    onGone();
  };
  return (
    <Ask
      title={isMe ? "Delete yourself" : `Delete ${person.name}`}
      action={isMe ? "Delete myself for good" : "Delete for good"}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(person, { onSuccess: done })}
      onClose={onClose}
    >
      {isMe && <Text fw={600}>You lock yourself out for good: nobody can bring your access back.</Text>}
      <Text>
        The person, the password, the second factors and the recovery codes are gone for good, and temporary passes that{" "}
        {isMe ? "you" : person.name} issued end. What {isMe ? "you" : "they"} did stays in the audit, with the name.
      </Text>
      <WhatGoes employeeId={person.id} />
      {person.status === "active" && <LeavingPreview employeeId={person.id} name={isMe ? "You" : person.name} />}
      {!isMe && person.status === "active" && (
        <Text>To lock {person.name} out only for a while, deactivate instead.</Text>
      )}
    </Ask>
  );
}

export function WithdrawDialog({ person, onClose, onGone }: LastProps) {
  const withdraw = useWithdrawInvitation();
  // Whoever was added by the invitation goes with it; an employee stays one.
  const goes = person.status === "invited";
  const what = goes ? `${person.name} is removed from the list` : `${person.name} stays an employee without a log-in`;
  const done = () => {
    tell("The invitation is withdrawn", `Its link does not work any more, and ${what}.`);
    onClose();
    if (goes) onGone();
  };
  return (
    <Ask
      title={`Withdraw the invitation of ${person.name}`}
      action="Withdraw"
      busy={withdraw.isPending}
      error={withdraw.error}
      onConfirm={() => withdraw.mutate(person, { onSuccess: done })}
      onClose={onClose}
    >
      <Text>
        The link that was sent to {person.email} stops working, and {what}. You can invite them again.
      </Text>
    </Ask>
  );
}
