// Who has a shared account: employees and groups; giving it to more, and taking it from one without the others.
import type { SharedAccount } from "@hesper/contract";
import { Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { ErrorMessage, LoadError, LoadingCard } from "../brand/messages.tsx";
import { DeliverButton } from "../deliveries/deliver-button.tsx";
import { refusedOf } from "../session/change.ts";
import { HolderSelect } from "./holder-select.tsx";
import { type Grant, useEmployeesOf, useGive, useGroupsOf, useTake } from "./shared-accounts.ts";

interface Props {
  readonly account: SharedAccount;
  readonly acts: boolean;
  readonly onClose: () => void;
}

export function GrantsDialog({ account, acts, onClose }: Props) {
  const [said, setSaid] = useState("");
  const [hasGiven, setHasGiven] = useState(false);
  const employees = useEmployeesOf(account);
  const groups = useGroupsOf(account);
  const give = useGive();
  const take = useTake();
  const refusal = refusedOf(give.error) ?? refusedOf(take.error);
  const change = (kind: "give" | "take", to: Grant["to"], name: string) => {
    const onSuccess = () => {
      setSaid(kind === "give" ? `${name} has it now.` : `It is taken from ${name}.`);
      if (kind === "give") setHasGiven(true);
    };
    give.reset();
    take.reset();
    (kind === "give" ? give : take).mutate({ id: account.id, to }, { onSuccess });
  };
  const asRows = (kind: Grant["to"]["kind"], query: typeof employees | typeof groups) =>
    (query.data?.pages ?? []).flatMap((page) => page.items).map(({ id, name }) => ({ kind, id, name }));
  return (
    <Modal opened onClose={onClose} title={`Who has ${account.name}`}>
      <Stack>
        {acts && <HolderSelect onGive={(to, name) => change("give", to, name)} busy={give.isPending} />}
        <ErrorMessage>{refusal?.detail}</ErrorMessage>
        <Text size="sm" role="status">
          {said}
        </Text>
        {hasGiven && <DeliverButton />}
        {[
          { title: "Employees", rows: asRows("employee", employees), query: employees },
          { title: "Groups", rows: asRows("group", groups), query: groups },
        ].map(({ title, rows, query }) => (
          <section key={title} aria-label={title}>
            <Title order={3} size="h5">
              {title}
            </Title>
            {query.isPending && <LoadingCard height={40} />}
            {query.isError && <LoadError error={query.error} retry={() => query.refetch()} />}
            {query.data && rows.length === 0 && (
              <Text size="sm" c="dimmed">
                None.
              </Text>
            )}
            <Stack gap={4} mt={4}>
              {rows.map(({ kind, id, name }) => (
                <Group key={id} justify="space-between" wrap="nowrap">
                  <Text size="sm">{name}</Text>
                  {acts && (
                    <Button
                      variant="default"
                      size="compact-sm"
                      aria-label={`Take it from ${name}`}
                      onClick={() => change("take", { kind, id }, name)}
                    >
                      Take it
                    </Button>
                  )}
                </Group>
              ))}
            </Stack>
            {query.hasNextPage && (
              <Button variant="default" size="compact-sm" mt="xs" onClick={() => query.fetchNextPage()}>
                Show more
              </Button>
            )}
          </section>
        ))}
        <Text size="sm" c="dimmed">
          Whoever it is taken from may have seen its password: change it where that matters.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
