// The tab "General": who the person is for Hesper, and the password.
import { Button, Group, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { LoadingCard } from "../brand/messages.tsx";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { useSession } from "../session/session.ts";
import { ChangeEmail } from "./change-email.tsx";
import { ChangePassword } from "./change-password.tsx";
import { useChangeName } from "./profile.ts";

const roles = { administrator: "Administrator", auditor: "Auditor", employee: "Employee" } as const;

export function GeneralTab() {
  useTitle("Profile");
  const user = useSession().data?.user;
  if (!user) return <LoadingCard height={240} />;
  const facts = [
    ["Email", user.email],
    ["Role", roles[user.role]],
  ] as const;
  return (
    <Stack>
      <section className="hesper-card" aria-labelledby="about-title">
        <Stack>
          <Title order={2} id="about-title">
            About you
          </Title>
          <SimpleGrid component="dl" cols={{ base: 1, xs: 2 }} m={0}>
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
          <NameForm key={user.name} name={user.name} />
        </Stack>
      </section>
      <ChangeEmail email={user.email} />
      <ChangePassword name={user.name} email={user.email} />
    </Stack>
  );
}

function NameForm({ name }: { name: string }) {
  const [wanted, setWanted] = useState(name);
  const change = useChangeName();
  const refusal = refusedOf(change.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!change.isPending) change.mutate(wanted);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Group align="flex-end">
        <TextInput
          label="Name"
          autoComplete="name"
          value={wanted}
          maxLength={200}
          onChange={(event) => setWanted(event.currentTarget.value)}
          error={refusal && sentenceOf(refusal)}
          errorProps={{ role: "alert" }}
          flex="1 1 220px"
          maw={420}
        />
        <Button type="submit" variant="default" loading={change.isPending} disabled={wanted.trim() === name}>
          Save the name
        </Button>
      </Group>
    </form>
  );
}
