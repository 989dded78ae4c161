// The dialogues that ask before something is lost, and name what.
import { Modal, Text } from "@mantine/core";
import { useState } from "react";
import { Ask } from "../brand/ask.tsx";
import { RenameForm } from "../brand/rename-form.tsx";
import { refusedOf } from "../session/change.ts";
import { RecoveryCodes } from "./recovery-codes.tsx";
import {
  useDisableTwoFactor,
  useRemoveAuthenticator,
  useRenameAuthenticator,
  useResetRecoveryCodes,
} from "./two-factor.ts";

interface OneAuthenticator {
  readonly id: string;
  readonly name: string;
  readonly onClose: () => void;
}

export function RemoveDialog({ id, name, onClose }: OneAuthenticator) {
  const remove = useRemoveAuthenticator();
  const onConfirm = () => remove.mutate({ params: { id } }, { onSuccess: onClose });
  return (
    <Ask
      title={`Remove ${name}`}
      action="Remove"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <Text>
        Codes of this authenticator will no longer let you in. Your other authenticators and your recovery codes stay as
        they are.
      </Text>
    </Ask>
  );
}

export function RenameDialog({ id, name, onClose }: OneAuthenticator) {
  const rename = useRenameAuthenticator();
  const onSave = (wanted: string) => rename.mutate({ params: { id }, body: { name: wanted } }, { onSuccess: onClose });
  const state = { busy: rename.isPending, refusal: refusedOf(rename.error) };
  return <RenameForm title="Rename the authenticator" name={name} {...state} onSave={onSave} onClose={onClose} />;
}

export function ResetDialog({ left, onClose }: { left: number; onClose: () => void }) {
  const reset = useResetRecoveryCodes();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [asking, setAsking] = useState(false);
  if (codes) {
    const leave = () => (asking ? onClose() : setAsking(true));
    return (
      <Modal opened onClose={leave} title="Save your new recovery codes" size="lg" closeOnClickOutside={false}>
        <RecoveryCodes codes={codes} asking={asking} onStay={() => setAsking(false)} onClose={onClose} />
      </Modal>
    );
  }
  const onConfirm = () => reset.mutate({}, { onSuccess: ({ recoveryCodes }) => setCodes(recoveryCodes) });
  return (
    <Ask
      title="Reset recovery codes"
      action="Reset recovery codes"
      busy={reset.isPending}
      error={reset.error}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <Text>
        You get 10 new codes.{" "}
        {left === 0
          ? "You have no old ones left to lose."
          : `The ${left} old ${left === 1 ? "code stops" : "codes stop"} working at once, also where you have printed or saved them.`}
      </Text>
    </Ask>
  );
}

interface DisableProps {
  readonly authenticators: number;
  readonly codesLeft: number;
  /** Whether the console stays closed for this person without a second factor. */
  readonly required: boolean;
  readonly onClose: () => void;
}

export function DisableDialog({ authenticators, codesLeft, required, onClose }: DisableProps) {
  const disable = useDisableTwoFactor();
  const onConfirm = () => disable.mutate({}, { onSuccess: onClose });
  const apps = authenticators === 1 ? "your authenticator app" : `your ${authenticators} authenticator apps`;
  return (
    <Ask
      title="Disable two-factor authentication"
      action="Disable 2FA"
      busy={disable.isPending}
      error={disable.error}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <Text>
        You lose {apps} and your {codesLeft} recovery {codesLeft === 1 ? "code" : "codes"} for Hesper. After that your
        password alone lets anybody in who knows it. Your other sessions are ended.
      </Text>
      {required && (
        <Text fw={600}>
          Your organisation asks you for a second factor: until you set one up again, only its set-up is open to you.
        </Text>
      )}
    </Ask>
  );
}
