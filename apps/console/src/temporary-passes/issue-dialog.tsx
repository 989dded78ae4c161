// Issuing a temporary pass: what it does and for whom, the reason, and then the pass itself, shown once.
import { passReason } from "@hesper/contract";
import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { sentenceOf } from "../session/api.ts";
import { isOutdated, refusedOf } from "../session/change.ts";
import { check } from "../session/fields.ts";
import { useInstallation } from "../session/installation.ts";
import { IssuedPass } from "./issued-pass.tsx";
import { useIssuePass } from "./passes.ts";

interface Props {
  readonly person: { readonly id: string; readonly name: string; readonly email: string };
  readonly onClose: () => void;
}

type Issued = NonNullable<ReturnType<typeof useIssuePass>["data"]>;

export function IssuePassDialog({ person, onClose }: Props) {
  const [issued, setIssued] = useState<Issued | null>(null);
  const [asking, setAsking] = useState(false);
  if (issued) {
    // Shown once: the first attempt to leave asks.
    const leave = () => (asking ? onClose() : setAsking(true));
    return (
      <Modal opened onClose={leave} title="The temporary pass" size="lg" closeOnClickOutside={false}>
        <IssuedPass
          issued={issued}
          name={person.name}
          asking={asking}
          onStay={() => setAsking(false)}
          onClose={onClose}
        />
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title="Issue a temporary pass" size="lg">
      <IssueForm person={person} onIssued={setIssued} onClose={onClose} />
    </Modal>
  );
}

function IssueForm({ person, onIssued, onClose }: Props & { onIssued: (issued: Issued) => void }) {
  const [reason, setReason] = useState("");
  const [mistake, setMistake] = useState<string | null>(null);
  const issue = useIssuePass();
  const refusal = refusedOf(issue.error);
  const atField = refusal?.errors?.find(({ field }) => field === "/reason")?.message;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (issue.isPending) return;
    const found = check(passReason)(reason);
    setMistake(found);
    if (found === null) issue.mutate({ personId: person.id, reason }, { onSuccess: onIssued });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text>
          For {person.name}, when the phone, the security key and the recovery codes are all lost. The pass stands in
          for them once.
        </Text>
        <BeSure name={person.name} />
        <WhatHappens name={person.name} />
        <TextInput
          label="Reason"
          description={`Read by ${person.name}, by the administrator who approves, and in the audit.`}
          placeholder="Lost the phone and the codes on a train"
          required
          withAsterisk={false}
          autoComplete="off"
          maxLength={400}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
            setMistake(null);
          }}
          error={mistake ?? atField}
          errorProps={{ role: "alert" }}
          data-autofocus
        />
        <ErrorMessage>{refusal && !atField && sentenceOf(refusal)}</ErrorMessage>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {isOutdated(refusal) ? "Close" : "Cancel"}
          </Button>
          {!isOutdated(refusal) && (
            <Button type="submit" loading={issue.isPending}>
              Issue the pass
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

function BeSure({ name }: { name: string }) {
  return (
    <Alert variant="light" color="amber" p="sm">
      <Text size="sm">
        First make sure that it is {name} who asks: see them, or call a number that you know. Do not trust a mail or a
        call that came to you.
      </Text>
    </Alert>
  );
}

function WhatHappens({ name }: { name: string }) {
  const sendsMail = useInstallation().data?.mail ?? false;
  return (
    <Stack component="ul" gap={4} m={0} ps="lg" fz="sm">
      <li>
        {sendsMail
          ? `${name} is mailed at once, and can stop it.`
          : `This installation sends no mail: ${name} sees it only on Home, while logged in somewhere, and can stop it there.`}
      </li>
      <li>Where there is another administrator, one of them has to approve it before it works.</li>
      <li>
        It works once, beside the password, and lets in only as far as setting up a new second factor. The lost ones
        stop working then.
      </li>
      <li>A pass that is open for {name} is taken back.</li>
    </Stack>
  );
}
