// Inviting a person: email, name, role; then what became of the link.
import { email, type Person, personName, type Role } from "@hesper/contract";
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { refusedOf } from "../session/change.ts";
import { check, showAtFields } from "../session/fields.ts";
import { useInstallation } from "../session/installation.ts";
import { LinkResult, type MadeLink } from "./link-result.tsx";
import { useInvite } from "./people.ts";
import { RoleChoice } from "./role-choice.tsx";

interface Props {
  readonly onInvited: (person: Person) => void;
  readonly onClose: () => void;
}

type Invited = MadeLink & { readonly person: Person };

export function InviteDialog({ onInvited, onClose }: Props) {
  const [invited, setInvited] = useState<Invited | null>(null);
  const done = (made: Invited) => {
    setInvited(made);
    onInvited(made.person);
  };
  return (
    // The link is shown once: a click beside it must not take it away.
    <Modal opened onClose={onClose} title="Invite a person" closeOnClickOutside={!invited}>
      {invited ? (
        <LinkResult made={invited} what="invitation" to={invited.person} onClose={onClose} />
      ) : (
        <InviteForm onInvited={done} onClose={onClose} />
      )}
    </Modal>
  );
}

function useInviteForm(onInvited: (made: Invited) => void) {
  const invite = useInvite();
  const [error, setError] = useState("");
  const form = useForm({
    initialValues: { email: "", name: "", role: "" as Role | "" },
    validate: {
      email: check(email),
      name: check(personName),
      role: (role) => (role === "" ? "Choose what the person may do." : null),
    },
  });
  const submit = form.onSubmit(
    (values) => {
      if (invite.isPending || values.role === "") return;
      setError("");
      invite.mutate(
        { ...values, role: values.role },
        {
          onSuccess: onInvited,
          onError: (failure) => {
            const refusal = refusedOf(failure);
            if (refusal) setError(showAtFields(refusal, values, form.setFieldError));
          },
        },
      );
    },
    (errors) => form.getInputNode(Object.keys(errors)[0] ?? "")?.focus(),
  );
  return { form, submit, error, busy: invite.isPending };
}

function InviteForm({ onInvited, onClose }: { onInvited: (made: Invited) => void; onClose: () => void }) {
  const { form, submit, error, busy } = useInviteForm(onInvited);
  const sendsMail = useInstallation().data?.mail ?? false;
  const role = form.values.role;
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label="Email"
          description="The person logs in with it."
          type="email"
          autoComplete="off"
          maxLength={320}
          errorProps={{ role: "alert" }}
          data-autofocus
          {...form.getInputProps("email")}
        />
        <TextInput
          label="Name"
          autoComplete="off"
          maxLength={200}
          errorProps={{ role: "alert" }}
          {...form.getInputProps("name")}
        />
        <RoleChoice
          value={role === "" ? null : role}
          error={form.errors.role}
          onChange={(chosen) => form.setFieldValue("role", chosen)}
        />
        <Text size="sm" c="dimmed">
          {sendsMail
            ? "A link is mailed, with which the person chooses a password. It works once, for 7 days."
            : "This installation sends no mail: you get a link to hand over, with which the person chooses a password. It works once, for 7 days."}
        </Text>
        <ErrorMessage>{error}</ErrorMessage>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Invite
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
