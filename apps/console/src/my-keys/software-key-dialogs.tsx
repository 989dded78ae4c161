// A key in a browser or on a computer that one adds by oneself: its name; then its link and code, which are shown once.
import type { NewOwnActivation, OwnKey } from "@hesper/contract";
import { Modal, Text } from "@mantine/core";
import { useState } from "react";
import { Ask } from "../brand/ask.tsx";
import { DialogForm } from "../brand/dialog-form.tsx";
import { ShownOnce } from "../keys/activation-result.tsx";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { useCreateOwnKey, useRenewOwnActivation } from "./my-keys.ts";
import { NameField, useKeyName } from "./name-field.tsx";

export function SoftwareKeyDialog({ onClose }: { onClose: () => void }) {
  const create = useCreateOwnKey();
  const { field, name, isRight } = useKeyName({ optional: false });
  const [made, setMade] = useState<NewOwnActivation | null>(null);
  const refusal = refusedOf(create.error);
  const submit = () => {
    if (isRight()) create.mutate(name, { onSuccess: setMade });
  };
  if (made) return <Activation title={`The key ${made.key.name} is made`} made={made} onClose={onClose} />;
  return (
    <DialogForm
      title="Add a key in a browser or on a computer"
      action="Add the key"
      busy={create.isPending}
      error={refusal && sentenceOf(refusal)}
      onSubmit={submit}
      onClose={onClose}
    >
      <NameField field={field} description="Such as the computer that it is on" placeholder="Laptop" />
      <Text size="sm" c="dimmed">
        You get a link and a code, which make the browser extension or the command line of Hesper your key once, within
        7 days.
      </Text>
    </DialogForm>
  );
}

export function RenewOwnDialog({ of, onClose }: { of: OwnKey; onClose: () => void }) {
  const renew = useRenewOwnActivation();
  const [made, setMade] = useState<NewOwnActivation | null>(null);
  if (made) return <Activation title={`A new link for ${of.name}`} made={made} onClose={onClose} />;
  return (
    <Ask
      title={`Make a new link for ${of.name}`}
      action="Make a new link"
      danger={false}
      busy={renew.isPending}
      error={renew.error}
      onConfirm={() => renew.mutate(of, { onSuccess: setMade })}
      onClose={onClose}
    >
      <Text>A new link and code activate the key once, within 7 days. Those before stop working.</Text>
    </Ask>
  );
}

const steps = [
  "In the browser that is to be the key, open the extension of Hesper, choose “Activate”, and paste the link. For a computer, open the link: the page shows the command.",
  "Choose a PIN there. Nobody else gets to know it.",
  "The key shows a fingerprint. It is the one that stands at the key here.",
];

function Activation({ title, made, onClose }: { title: string; made: NewOwnActivation; onClose: () => void }) {
  return (
    // What is shown once must not be lost by a click beside it, nor by a second Enter on a button that closes.
    <Modal opened onClose={onClose} title={title} size="lg" closeOnClickOutside={false} withCloseButton={false}>
      <ShownOnce
        made={made}
        title="Use it where the key is to be"
        next={{ title: "What you do next", steps }}
        onClose={onClose}
      />
    </Modal>
  );
}
