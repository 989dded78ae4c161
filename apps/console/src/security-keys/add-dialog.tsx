// "Add a security key": what it takes, the touch, and what comes next. Also for a key that an administrator made, with its code.
import { keyName, type OwnKey } from "@hesper/contract";
import { Button, Code, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { DialogForm } from "../brand/dialog-form.tsx";
import { passkeysWork } from "../passkeys/ceremonies.ts";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { check } from "../session/fields.ts";
import { Outcome } from "../shell/outcome.tsx";
import { useAddSecurityKey } from "./add.ts";

interface Props {
  /** Of a key that an administrator made, which has its name already; null: one's own. */
  readonly activationCode: string | null;
  readonly onClose: () => void;
}

const withoutWebAuthn =
  "This browser cannot use security keys. Use a current Chrome, Edge, Firefox or Safari, over https.";

export function AddSecurityKeyDialog({ activationCode, onClose }: Props) {
  const add = useAddSecurityKey();
  const [name, setName] = useState("");
  const [mistake, setMistake] = useState<string | null>(null);
  const [isSecondTouch, setSecondTouch] = useState(false);
  const [added, setAdded] = useState<OwnKey | null>(null);
  const refusal = refusedOf(add.error);
  const submit = () => {
    const found = name.trim() === "" ? null : check(keyName)(name);
    setMistake(found);
    setSecondTouch(false);
    if (found !== null) return;
    const onSecondTouch = () => setSecondTouch(true);
    add.mutate({ name: name.trim(), activationCode, onSecondTouch }, { onSuccess: setAdded });
  };
  if (added) return <Added of={added} onClose={onClose} />;
  return (
    <DialogForm
      title="Add a security key"
      action="Add the security key"
      busy={add.isPending}
      error={passkeysWork ? refusal && sentenceOf(refusal) : withoutWebAuthn}
      onSubmit={submit}
      onClose={onClose}
    >
      <Text>
        A FIDO2 key with a PIN or fingerprint, or a passkey of your phone or password manager. It opens your accounts on
        any browser in which you are logged in, with a touch. Nothing is kept on it, and it works beside what you log in
        with.
      </Text>
      {activationCode === null && (
        <TextInput
          label="Name"
          description="So that you know it among others. Empty: Security key"
          placeholder="Key on my ring"
          value={name}
          maxLength={64}
          onChange={({ currentTarget }) => {
            setName(currentTarget.value);
            setMistake(null);
          }}
          error={mistake}
          errorProps={{ role: "alert" }}
          autoComplete="off"
          data-autofocus
        />
      )}
      <div role="status">
        {add.isPending && (
          <Text fw={550}>
            {isSecondTouch
              ? "Touch it once more: this key gives its secret at a second touch only."
              : "Follow your browser, and touch the key."}
          </Text>
        )}
      </div>
    </DialogForm>
  );
}

function Added({ of, onClose }: { of: OwnKey; onClose: () => void }) {
  const { name, fingerprint, accounts } = of;
  return (
    <Modal opened onClose={onClose} title={`${name} is added`}>
      <Stack>
        <Outcome title="It opens accounts that are sealed to it">
          <Text size="sm">
            {accounts.waiting === 0
              ? "New accounts are sealed to it from now on. They open under My accounts."
              : "Accounts that you have already wait: another key of yours hands them on at its next sync, or an administrator delivers them. Then they open under My accounts."}
          </Text>
        </Outcome>
        {fingerprint !== null && (
          <Text size="sm" style={{ overflowWrap: "anywhere" }} component="div">
            Its fingerprint, which administrators see too: <Code>{fingerprint}</Code>
          </Text>
        )}
        <Text size="sm">Add a second key, and keep it elsewhere: what only a lost key could open is lost with it.</Text>
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
