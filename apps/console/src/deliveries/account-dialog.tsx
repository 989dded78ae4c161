// "Keys and delivery": the keys that an account is for, and how far it has come to each.
import { Button, Group, Modal, Stack } from "@mantine/core";
import { DeliveriesOfAccount } from "./delivery-list.tsx";

interface Props {
  readonly account: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}

export function KeysOfAccountDialog({ account, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={`Keys of ${account.name}`} size="lg">
      <Stack>
        <DeliveriesOfAccount accountId={account.id} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
