// Setting up an authenticator app: three instructions and a code; then, the first time, the recovery codes.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { ErrorMessage, LoadingCard } from "../brand/messages.tsx";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { type Enrolment, EnrolSteps } from "./enrol-steps.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { useAddAuthenticator, useVerifyAuthenticator } from "./two-factor.ts";

interface Props {
  /** Whether this person has an authenticator already. */
  readonly another: boolean;
  readonly onClose: () => void;
}

export function EnrolDialog({ another, onClose }: Props) {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [asking, setAsking] = useState(false);
  const title = codes ? "Save your recovery codes" : another ? "Set up authenticator app" : "Add authenticator app";
  // Escape, the cross and a click beside the dialogue ask first while codes are shown that will not be shown again.
  const leave = () => (codes && !asking ? setAsking(true) : onClose());
  return (
    <Modal opened onClose={leave} title={title} size="lg" closeOnClickOutside={false}>
      {codes === null ? (
        <Enrol another={another} onDone={(made) => (made ? setCodes(made) : onClose())} onCancel={onClose} />
      ) : (
        <RecoveryCodes codes={codes} asking={asking} onStay={() => setAsking(false)} onClose={onClose} />
      )}
    </Modal>
  );
}

interface EnrolProps {
  readonly another: boolean;
  readonly onDone: (codes: readonly string[] | null) => void;
  readonly onCancel: () => void;
}

function Enrol({ another, onDone, onCancel }: EnrolProps) {
  const { enrolment, error, begin } = useEnrolment();
  const verify = useVerifyAuthenticator();
  const refusal = refusedOf(verify.error);
  const over = refusal !== null && ["enrolment_expired", "not_found"].includes(refusal.code);
  if (error) {
    return (
      <Stack>
        <ErrorMessage>{error}</ErrorMessage>
        <Group justify="flex-end">
          <Button onClick={begin}>Try again</Button>
        </Group>
      </Stack>
    );
  }
  if (over) {
    const startAgain = () => {
      verify.reset();
      begin();
    };
    return (
      <Stack>
        <ErrorMessage>{sentenceOf(refusal)}</ErrorMessage>
        <Group justify="flex-end">
          <Button onClick={startAgain}>Start again with a new QR code</Button>
        </Group>
      </Stack>
    );
  }
  if (!enrolment) return <LoadingCard height={420} />;
  const send = (code: string) =>
    verify.mutate(
      { params: { id: enrolment.id }, body: { code } },
      { onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes) },
    );
  return (
    <Stack>
      {another && (
        <Text size="sm">
          Your present authenticator goes on working, and your recovery codes stay as they are. To replace it, remove
          the old one from the list afterwards.
        </Text>
      )}
      <EnrolSteps
        enrolment={enrolment}
        busy={verify.isPending}
        error={refusal && !verify.isPending ? sentenceOf(refusal) : ""}
        onVerify={send}
        onCancel={onCancel}
      />
    </Stack>
  );
}

/** Begins one enrolment when the dialogue opens; its secret lives in this component and is gone when it closes. */
function useEnrolment() {
  const add = useAddAuthenticator();
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const begin = () => {
    setEnrolment(null);
    add.mutate({ body: {} }, { onSuccess: setEnrolment });
  };
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    begin();
  });
  const refusal = refusedOf(add.error);
  return { enrolment, error: refusal && sentenceOf(refusal), begin };
}
