// Adding an employee: who they are, where they belong, what they may do, and whether they are invited to log in.
import type { Role } from "@hesper/contract";
import { Button, Checkbox, Group, Modal, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { EmployeeFields, focusMistake } from "../employee/employee-fields.tsx";
import { bodyOf, type Mistakes, mistakesIn, mistakesOf, nothing } from "../employee/values.ts";
import { LinkResult, type MadeLink } from "../employees/link-result.tsx";
import { RoleChoice } from "../employees/role-choice.tsx";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { useInstallation } from "../session/installation.ts";
import { useAddEmployee } from "./list.ts";

type Added = NonNullable<ReturnType<typeof useAddEmployee>["data"]>;

export function NewEmployeeDialog({ onClose }: { onClose: () => void }) {
  const [added, setAdded] = useState<(Added & { invitation: MadeLink }) | null>(null);
  const navigate = useNavigate();
  const show = ({ id }: Added) => {
    onClose();
    navigate({ to: "/employees/$employeeId", params: { employeeId: id } });
  };
  const done = (employee: Added) => {
    if (employee.invitation) return setAdded({ ...employee, invitation: employee.invitation });
    notifications.show({ color: "teal", title: "Added", message: `${employee.name} is an employee now.` });
    show(employee);
  };
  return (
    // What was typed, and a link that is shown once, must not be lost by a click beside it.
    <Modal
      opened
      onClose={added ? () => show(added) : onClose}
      title={added ? `${added.name} is added` : "New employee"}
      size="lg"
      closeOnClickOutside={false}
    >
      {added ? (
        <LinkResult made={added.invitation} what="invitation" to={added} onClose={() => show(added)} />
      ) : (
        <NewForm onAdded={done} onClose={onClose} />
      )}
    </Modal>
  );
}

function NewForm({ onAdded, onClose }: { onAdded: (employee: Added) => void; onClose: () => void }) {
  const [values, setValues] = useState(nothing);
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const [role, setRole] = useState<Role>("employee");
  const [invite, setInvite] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const add = useAddEmployee();
  const refusal = refusedOf(add.error);
  const isAtFields = Object.keys(mistakesOf(refusal?.errors ?? [])).length > 0;
  const sendsMail = useInstallation().data?.mail ?? false;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (add.isPending) return;
    const found = mistakesIn(values);
    setMistakes(found);
    if (Object.keys(found).length > 0) return focusMistake(form.current);
    add.mutate(
      { ...bodyOf(values), role, invite },
      {
        onSuccess: onAdded,
        onError: (error) => {
          setMistakes(mistakesOf(refusedOf(error)?.errors ?? []));
          focusMistake(form.current);
        },
      },
    );
  };
  return (
    <form ref={form} onSubmit={submit} noValidate aria-label="New employee">
      <Stack>
        <EmployeeFields
          values={values}
          mistakes={mistakes}
          onChange={(next) => {
            setValues(next);
            setMistakes({});
          }}
        />
        <RoleChoice value={role} onChange={setRole} />
        <Checkbox
          label="Invite to log in"
          description={
            sendsMail
              ? "A link is mailed, with which the person chooses a password. It works once, for 7 days."
              : "This installation sends no mail: you get a link to hand over. It works once, for 7 days."
          }
          checked={invite}
          onChange={({ currentTarget }) => setInvite(currentTarget.checked)}
        />
        <ErrorMessage>{refusal && !isAtFields && sentenceOf(refusal)}</ErrorMessage>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
