// The mail card: whether mail is sent, what waits, what went wrong, and a mail to oneself to try it.
import { Badge, Button, Code, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconMailCheck, IconMailOff } from "@tabler/icons-react";
import { ErrorMessage, LoadError, LoadingCard } from "../brand/messages.tsx";
import { counted } from "../brand/times.ts";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { useSession } from "../session/session.ts";
import { useMail, useSendTestMail } from "./policy.ts";

export function MailCard() {
  const mail = useMail();
  if (mail.isPending) return <LoadingCard height={240} />;
  if (mail.isError && !mail.data) return <LoadError error={mail.error} retry={() => mail.refetch()} />;
  const { configured } = mail.data;
  return (
    <section className="hesper-card" aria-labelledby="mail-title">
      <Stack>
        <Group justify="space-between">
          <Title order={2} id="mail-title">
            Mail
          </Title>
          {configured ? (
            <Badge variant="light" color="teal" leftSection={<IconMailCheck size={14} aria-hidden />} tt="none">
              Mail is set up
            </Badge>
          ) : (
            <Badge variant="light" color="amber" leftSection={<IconMailOff size={14} aria-hidden />} tt="none">
              No mail is sent
            </Badge>
          )}
        </Group>
        {configured ? <Delivery {...mail.data} /> : <WithoutMail />}
      </Stack>
    </section>
  );
}

interface DeliveryProps {
  readonly server: string | null;
  readonly from: string | null;
  readonly waiting: number;
  readonly failed: number;
  readonly lastError: string | null;
}

function Delivery({ server, from, waiting, failed, lastError }: DeliveryProps) {
  const administrator = useSession().data?.user.role === "administrator";
  const facts = [
    ["Mail server", server ?? ""],
    ["Sender", from ?? ""],
    ["Waiting", waiting === 0 ? "None" : counted(waiting, "mail")],
    ["Given up in the last 7 days", failed === 0 ? "None" : <GivenUp key="failed" failed={failed} />],
  ] as const;
  return (
    <>
      <SimpleGrid component="dl" cols={{ base: 1, xs: 2 }} m={0} verticalSpacing="sm">
        {facts.map(([label, value]) => (
          <div key={label}>
            <Text component="dt" size="sm" c="dimmed">
              {label}
            </Text>
            <Text component="dd" m={0} fw={550} style={{ overflowWrap: "anywhere" }}>
              {value}
            </Text>
          </div>
        ))}
      </SimpleGrid>
      {lastError !== null && (
        <div>
          <Text size="sm" c="dimmed" mb={4}>
            What went wrong last
          </Text>
          <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {lastError}
          </Code>
        </div>
      )}
      {administrator && <TestMail />}
    </>
  );
}

function GivenUp({ failed }: { failed: number }) {
  return (
    <Group component="span" gap={6} className="policy-danger">
      <IconAlertTriangle size={18} aria-hidden />
      {counted(failed, "mail")}
    </Group>
  );
}

function TestMail() {
  const email = useSession().data?.user.email ?? "";
  const send = useSendTestMail();
  const refusal = refusedOf(send.error);
  return (
    <Stack gap="xs">
      <Group>
        <Button variant="default" loading={send.isPending} onClick={() => send.mutate(null)}>
          Send a test mail to me
        </Button>
        <Text size="sm" role="status" flex="1 1 240px">
          {send.isSuccess &&
            `A test mail to ${email} is on its way. If it is not there in a minute, look here for what went wrong.`}
        </Text>
      </Group>
      <ErrorMessage>{refusal && sentenceOf(refusal)}</ErrorMessage>
    </Stack>
  );
}

function WithoutMail() {
  return (
    <>
      <Text>
        Nobody is told by mail what happens to their account. Links for invitations and forgotten passwords are shown to
        the administrator who makes them, to hand over.
      </Text>
      <Text size="sm" c="dimmed">
        To send mail, give the server these two and start it again:
      </Text>
      <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {"HESPER_SMTP_URL=smtps://user:password@mail.example.org\nHESPER_PUBLIC_URL=https://hesper.example.org"}
      </Code>
    </>
  );
}
