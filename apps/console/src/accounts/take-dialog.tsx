// Taking a shared account from one employee; the others keep it.
import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Ask } from "../brand/ask.tsx";
import { type AccountOfEmployee, useTakeFromEmployee } from "./accounts.ts";

interface Props {
  readonly account: AccountOfEmployee;
  readonly employee: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}

export function TakeDialog({ account, employee, onClose }: Props) {
  const take = useTakeFromEmployee(employee.id);
  const done = () => {
    notifications.show({ color: "teal", title: "Taken", message: `${account.name} is taken from ${employee.name}.` });
    onClose();
  };
  const stays = account.given?.groups.map(({ name }) => name) ?? [];
  return (
    <Ask
      title={`Take ${account.name} from ${employee.name}`}
      action="Take it"
      busy={take.isPending}
      error={take.error}
      onConfirm={() => take.mutate(account, { onSuccess: done })}
      onClose={onClose}
    >
      <Text>
        {stays.length > 0
          ? `${employee.name} keeps it all the same, since it was given to ${stays.join(", ")} as well.`
          : `Keys of ${employee.name} remove it with their next sync; everybody else keeps it. They may have seen the password: change it where that matters.`}
      </Text>
    </Ask>
  );
}
