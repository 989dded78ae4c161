// "Add shared account": gives one that is there to an employee.
import { Button, Group, Loader, Modal, Radio, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { ErrorMessage, LoadError, LoadingCard } from "../brand/messages.tsx";
import { refusedOf } from "../session/change.ts";
import { useGive, useSharedAccounts } from "./shared-accounts.ts";

interface Props {
  readonly employee: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}

export function GiveDialog({ employee, onClose }: Props) {
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState("");
  const found = useSharedAccounts(search);
  const give = useGive();
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const account = items.find(({ id }) => id === chosen);
  const onSuccess = () => {
    notifications.show({ color: "teal", title: "Added", message: `${employee.name} has ${account?.name} now.` });
    onClose();
  };
  const submit = () =>
    account && give.mutate({ id: account.id, to: { kind: "employee", id: employee.id } }, { onSuccess });
  return (
    <Modal opened onClose={onClose} title="Add shared account">
      <Stack>
        <TextInput
          type="search"
          aria-label="Search shared accounts"
          placeholder="Name, address or login"
          maxLength={100}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={found.isFetching ? <Loader size={16} aria-hidden /> : null}
          data-autofocus
        />
        {found.isPending && <LoadingCard height={120} />}
        {found.isError && !found.data && <LoadError error={found.error} retry={() => found.refetch()} />}
        {found.data && items.length === 0 && (
          <Text c="dimmed">
            {search === "" ? "There are no shared accounts yet. Make one on the page Shared accounts." : "None fits."}
          </Text>
        )}
        {items.length > 0 && (
          <Radio.Group label={`Which one does ${employee.name} get?`} value={chosen} onChange={setChosen}>
            <Stack gap={8} mt="xs">
              {items.map(({ id, name, login }) => (
                <Radio key={id} value={id} label={name} description={login} />
              ))}
            </Stack>
          </Radio.Group>
        )}
        {found.hasNextPage && <Text size="sm">There are more: type a part of the name.</Text>}
        <Text size="sm" c="dimmed">
          The keys of {employee.name} get it once it is sealed to them: press Deliver afterwards. A key that has it
          already does that for the others at its next sync.
        </Text>
        <ErrorMessage>{refusedOf(give.error)?.detail}</ErrorMessage>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={give.isPending} disabled={!account} onClick={submit}>
            Add
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
