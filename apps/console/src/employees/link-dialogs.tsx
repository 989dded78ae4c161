// New links for people who are there already: the invitation again, and a link to choose a new password.
import type { Person } from "@hesper/contract";
import { Modal, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Ask } from "../brand/ask.tsx";
import { useInstallation } from "../session/installation.ts";
import { LinkResult, type MadeLink } from "./link-result.tsx";
import { useMakePasswordLink, useResendInvitation } from "./people.ts";

interface Props {
  readonly person: Person;
  readonly onClose: () => void;
}

export function ResendDialog({ person, onClose }: Props) {
  const sendsMail = useInstallation().data?.mail ?? false;
  return (
    <LinkDialog
      person={person}
      change={useResendInvitation()}
      title="Send the invitation again"
      action={sendsMail ? "Send again" : "Make a new link"}
      what="invitation"
      onClose={onClose}
    >
      <Text>
        {sendsMail ? `A new link is mailed to ${person.email}.` : "You get a new link to hand over."} It works for 7
        days; the one before stops working.
      </Text>
    </LinkDialog>
  );
}

/** For an employee who was added without a log-in. */
export function InviteToLogInDialog({ person, onClose }: Props) {
  const sendsMail = useInstallation().data?.mail ?? false;
  return (
    <LinkDialog
      person={person}
      change={useResendInvitation()}
      title={`Invite ${person.name} to log in`}
      action={sendsMail ? "Invite" : "Make a link"}
      what="invitation"
      onClose={onClose}
    >
      <Text>
        {sendsMail ? `A link is mailed to ${person.email}` : "You get a link to hand over"}, with which {person.name}{" "}
        chooses a password. It works once, for 7 days.
      </Text>
    </LinkDialog>
  );
}

export function PasswordLinkDialog({ person, onClose }: Props) {
  const sendsMail = useInstallation().data?.mail ?? false;
  return (
    <LinkDialog
      person={person}
      change={useMakePasswordLink()}
      title="Send a password link"
      action={sendsMail ? "Send the link" : "Make a link"}
      what="password link"
      onClose={onClose}
    >
      <Text>
        {sendsMail
          ? `${person.name} gets a link by mail, to choose a new password with. It works once, for 30 minutes.`
          : `You get a link to hand over, with which ${person.name} chooses a new password. It works once, for 30 minutes.`}
      </Text>
      <Text>
        Until then the old password goes on working. When the new one is chosen, all sessions of {person.name} end; the
        second factor stays and is asked for.
      </Text>
    </LinkDialog>
  );
}

interface LinkDialogProps extends Props {
  readonly change: ReturnType<typeof useMakePasswordLink> | ReturnType<typeof useResendInvitation>;
  readonly title: string;
  readonly action: string;
  readonly what: "invitation" | "password link";
  readonly children: ReactNode;
}

function LinkDialog({ person, change, title, action, what, onClose, children }: LinkDialogProps) {
  const [made, setMade] = useState<MadeLink | null>(null);
  if (made) {
    return (
      <Modal opened onClose={onClose} title={title} closeOnClickOutside={false}>
        <LinkResult made={made} what={what} to={person} onClose={onClose} />
      </Modal>
    );
  }
  return (
    <Ask
      title={title}
      action={action}
      danger={false}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate(person, { onSuccess: setMade })}
      onClose={onClose}
    >
      {children}
    </Ask>
  );
}
