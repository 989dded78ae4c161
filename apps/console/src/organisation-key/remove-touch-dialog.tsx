// Takes the organisation key from a security key: asks first, and says what stays.
import type { OrganisationKey } from "@hesper/contract";
import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Ask } from "../brand/ask.tsx";
import type { useRemoveTouch } from "./organisation-key.ts";
import type { TouchKey } from "./own-touches.ts";

interface Props {
  readonly of: OrganisationKey;
  readonly touch: TouchKey;
  readonly remove: ReturnType<typeof useRemoveTouch>;
  readonly onClose: () => void;
}

export function RemoveTouchDialog({ of, touch: { keyId, name, employee }, remove, onClose }: Props) {
  const onSuccess = () => {
    const message = `${name} of ${employee.name} unlocks the organisation key no longer.`;
    notifications.show({ color: "teal", title: "Removed", message });
    onClose();
  };
  return (
    <Ask
      title={`Remove ${name}`}
      action="Remove"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ id: of.id, keyId }, { onSuccess })}
      onClose={onClose}
    >
      <Text style={{ overflowWrap: "anywhere" }}>
        A touch of {name} will not unlock the organisation key any more. It stays a key of {employee.name}, with the
        accounts that it opens; the passphrase and the recovery sheet unlock as before.
      </Text>
      <Text>
        Whoever has the security key, its PIN and an old backup can still open that. If it may be in wrong hands,
        replace the organisation key.
      </Text>
    </Ask>
  );
}
