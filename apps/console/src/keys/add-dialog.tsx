// Adding a key for an employee: its name and policy; then what activates it, shown once.
import { keyName, type NewActivation } from "@hesper/contract";
import { Modal, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { DialogForm } from "../brand/dialog-form.tsx";
import { PolicySelect } from "../key-policies/select.tsx";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { check } from "../session/fields.ts";
import { useInstallation } from "../session/installation.ts";
import { ActivationResult } from "./activation-result.tsx";
import { EmployeeSelect, type ForEmployee } from "./employee-select.tsx";
import { useAddKey } from "./keys.ts";

interface Props {
  /** Not given: is to be chosen. */
  readonly employee?: ForEmployee;
  readonly onClose: () => void;
}

export function AddKeyDialog({ employee: given, onClose }: Props) {
  const add = useAddKey();
  const [made, setMade] = useState<NewActivation | null>(null);
  const [chosen, setChosen] = useState<ForEmployee | null>(null);
  const [nobody, setNobody] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [policyId, setPolicyId] = useState<string | null>(null);
  const [mistake, setMistake] = useState<string | null>(null);
  const sendsMail = useInstallation().data?.mail ?? false;
  const refusal = refusedOf(add.error);
  const employee = given ?? chosen;
  const submit = () => {
    const found = check(keyName)(name);
    setMistake(found);
    setNobody(employee === null ? "Choose whom the key is for." : null);
    if (found === null && employee !== null)
      add.mutate({ employeeId: employee.id, name: name.trim(), policyId }, { onSuccess: setMade });
  };
  if (made) {
    return (
      // What is shown once must not be lost by a click beside it, nor by a second Enter on a button that closes.
      <Modal
        opened
        onClose={onClose}
        title={`The key ${made.key.name} is made`}
        size="lg"
        closeOnClickOutside={false}
        withCloseButton={false}
      >
        <ActivationResult made={made} onClose={onClose} />
      </Modal>
    );
  }
  return (
    <DialogForm
      title={given ? `Add a key for ${given.name}` : "Add a key"}
      action="Add the key"
      busy={add.isPending}
      error={refusal && sentenceOf(refusal)}
      onSubmit={submit}
      onClose={onClose}
    >
      {!given && <EmployeeSelect value={chosen} onChange={setChosen} error={employee === null ? nobody : null} />}
      <TextInput
        label="Name"
        description="So that the key is known among others, such as the computer that it is on"
        placeholder="Laptop"
        value={name}
        maxLength={64}
        onChange={({ currentTarget }) => {
          setName(currentTarget.value);
          setMistake(null);
        }}
        error={mistake}
        errorProps={{ role: "alert" }}
        autoComplete="off"
        data-autofocus={given ? true : undefined}
      />
      <PolicySelect value={policyId} onChange={setPolicyId} />
      <Text size="sm" c="dimmed">
        {sendsMail
          ? `You get a link and a code that activate it once, within 7 days; the link is mailed to ${employee?.email ?? "the employee"} too.`
          : "You get a link and a code to hand over, which activate it once, within 7 days."}
      </Text>
    </DialogForm>
  );
}
