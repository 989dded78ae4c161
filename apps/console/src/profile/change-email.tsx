// Changing one's own email: it is confirmed at the new address, and told at the old one.
import { email as emailLimits } from "@hesper/contract";
import { Alert, Anchor, Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { tryAgainSentence, useWait, waitSentence } from "../log-in/wait.tsx";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { check } from "../session/fields.ts";
import { useInstallation } from "../session/installation.ts";
import { useRequestEmail } from "./profile.ts";

export function ChangeEmail({ email }: { email: string }) {
  const sendsMail = useInstallation().data?.mail ?? false;
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (!sendsMail) {
    return (
      <EmailCard>
        <Text size="sm">
          The email cannot be changed here: this installation sends no mail, so that a new address cannot be confirmed.
        </Text>
      </EmailCard>
    );
  }
  return (
    <EmailCard>
      {/* Once it is confirmed, the form is back. */}
      {sentTo !== null && sentTo !== email ? (
        <Sent to={sentTo} email={email} onAgain={() => setSentTo(null)} />
      ) : (
        <EmailForm onSent={setSentTo} />
      )}
    </EmailCard>
  );
}

function EmailCard({ children }: { children: ReactNode }) {
  return (
    <section className="hesper-card" aria-labelledby="email-title">
      <Stack maw={420}>
        <Title order={2} id="email-title">
          Email
        </Title>
        {children}
      </Stack>
    </section>
  );
}

function EmailForm({ onSent }: { onSent: (email: string) => void }) {
  const [wanted, setWanted] = useState("");
  const [mistake, setMistake] = useState<string | null>(null);
  const change = useRequestEmail();
  const wait = useWait();
  const refusal = refusedOf(change.error);
  const atField = refusal?.errors?.find(({ field }) => field === "/newEmail")?.message;
  const rest =
    refusal && !atField ? (refusal.code === "too_many_attempts" ? tryAgainSentence : sentenceOf(refusal)) : "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (change.isPending) return;
    const found = check(emailLimits)(wanted);
    setMistake(found);
    if (found !== null) return;
    const onError = (error: Error) => wait.begin(refusedOf(error)?.retryAfterSeconds ?? 0);
    change.mutate(wanted, { onSuccess: () => onSent(wanted.trim()), onError });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm" c="dimmed">
          A link goes to the new address. Your email changes when it is opened there; the old address is told.
        </Text>
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
        <ErrorMessage>{wait.seconds > 0 ? waitSentence(wait.seconds) : rest}</ErrorMessage>
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
        It works once, for 24 hours. Until you open it, you log in with {email}. Nothing came? Look among the unwanted
        mails, or{" "}
        <Anchor component="button" type="button" inherit underline="always" onClick={onAgain}>
          send it to another address
        </Anchor>
        .
      </Text>
    </Alert>
  );
}
