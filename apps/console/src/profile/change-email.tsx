// Changing one's own email: it is confirmed at the new address, and told at the old one.
import { email as emailLimits } from "@hesper/contract";
import { Alert, Anchor, Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { afterWait, useWait } from "../log-in/wait.tsx";
import { refusedOf } from "../session/change.ts";
import { check } from "../session/fields.ts";
import { useInstallation } from "../session/installation.ts";
import { useRequestEmail } from "./profile.ts";

const withMail =
  "A link goes to the new address. Your email changes when you confirm it there; the old address is told.";
const withoutMail =
  "The email cannot be changed here: this installation sends no mail, so that a new address cannot be confirmed.";

export function ChangeEmail({ email }: { email: string }) {
  const sendsMail = useInstallation().data?.mail ?? false;
  const [wanted, setWanted] = useState("");
  const [isSent, setSent] = useState(false);
  if (!sendsMail) return <EmailCard text={withoutMail} />;
  return (
    <EmailCard text={withMail}>
      {/* Once it is confirmed, the form is back. */}
      {isSent && wanted !== email ? (
        <Sent to={wanted} email={email} onAgain={() => setSent(false)} />
      ) : (
        <EmailForm wanted={wanted} setWanted={setWanted} onSent={() => setSent(true)} />
      )}
    </EmailCard>
  );
}

function EmailCard({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <section className="hesper-card" aria-labelledby="email-title">
      <Stack maw={420}>
        <div>
          <Title order={2} id="email-title">
            Email
          </Title>
          <Text size="sm" c="dimmed" mt={4}>
            {text}
          </Text>
        </div>
        {children}
      </Stack>
    </section>
  );
}

interface FormProps {
  readonly wanted: string;
  readonly setWanted: (wanted: string) => void;
  readonly onSent: () => void;
}

function EmailForm({ wanted, setWanted, onSent }: FormProps) {
  const [mistake, setMistake] = useState<string | null>(null);
  const change = useRequestEmail();
  const wait = useWait();
  const refusal = refusedOf(change.error);
  const atField = refusal?.errors?.find(({ field }) => field === "/newEmail")?.message;
  const rest = !refusal || atField ? "" : afterWait(refusal);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (change.isPending) return;
    const found = check(emailLimits)(wanted);
    setMistake(found);
    if (found !== null) return;
    setWanted(wanted.trim());
    const onError = (error: Error) => wait.begin(refusedOf(error));
    change.mutate(wanted, { onSuccess: onSent, onError });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label="New email"
          type="email"
          autoComplete="email"
          value={wanted}
          maxLength={320}
          onChange={(event) => {
            setWanted(event.currentTarget.value);
            setMistake(null);
            change.reset();
          }}
          error={mistake ?? atField}
          errorProps={{ role: "alert" }}
        />
        <ErrorMessage>{wait.sentence || rest}</ErrorMessage>
        <Group>
          <Button
            type="submit"
            variant="default"
            loading={change.isPending}
            disabled={wanted.trim() === "" || wait.seconds > 0}
          >
            Change the email
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Sent({ to, email, onAgain }: { to: string; email: string; onAgain: () => void }) {
  return (
    <Alert role="status" variant="light" color="teal" title={`Open the link that was sent to ${to}`}>
      <Text size="sm">
        It works once, for 24 hours. Until you confirm there, you log in with {email}. Nothing came? Look among the
        unwanted mails, or{" "}
        <Anchor component="button" type="button" inherit underline="always" onClick={onAgain}>
          ask again
        </Anchor>
        .
      </Text>
    </Alert>
  );
}
