// One's accounts in a table; while a security key is open, each shows what is secret in it.
import type { OwnAccount } from "@hesper/contract";
import { Text } from "@mantine/core";
import { useState } from "react";
import { loginTypeNames } from "../accounts/details.ts";
import { exactTime, relativeTime } from "../brand/times.ts";
import { KeysCell } from "../deliveries/keys-cell.tsx";
import type { OpenedKey } from "../security-keys/opened.ts";
import { PanelRow, ShowButton } from "./panel-row.tsx";

interface Props {
  readonly accounts: readonly OwnAccount[];
  readonly opened: OpenedKey | null;
}

export function OwnTable({ accounts, opened }: Props) {
  const [shown, setShown] = useState<{ readonly id: string; readonly by: OpenedKey } | null>(null);
  // Of an opening before, nothing is shown again by itself.
  const shownId = shown !== null && shown.by === opened ? shown.id : null;
  const toggle = (id: string) => setShown(opened === null || shownId === id ? null : { id, by: opened });
  return (
    <table className="accounts-table" aria-label="Your accounts">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Login</th>
          <th scope="col">On your keys</th>
          <th scope="col">Kind</th>
          {opened && <th scope="col">Secrets</th>}
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <OwnRow
            key={account.id}
            of={account}
            opened={opened}
            isShown={shownId === account.id}
            onToggle={() => toggle(account.id)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly of: OwnAccount;
  readonly opened: OpenedKey | null;
  readonly isShown: boolean;
  readonly onToggle: () => void;
}

function OwnRow({ of, opened, isShown, onToggle }: RowProps) {
  const { id, name, urls, apps, loginType, login, kind, updatedAt, keys } = of;
  const onOpened = keys.find((key) => key.id === opened?.keyId);
  return (
    <>
      <tr>
        <td>
          <Text fw={550}>{name}</Text>
          <Text size="sm" c="dimmed">
            {urls[0] ?? apps[0] ?? loginTypeNames[loginType]}
          </Text>
        </td>
        <td>
          <Text size="sm">{login}</Text>
          <Text size="sm" c="dimmed" title={exactTime(updatedAt)}>
            changed {relativeTime(updatedAt)}
          </Text>
        </td>
        <td>
          <KeysCell keys={keys} />
          {opened && onOpened?.status === "waiting" && <Text size="sm">It waits for {opened.name}.</Text>}
        </td>
        <td>
          <Text size="sm">{kind === "personal" ? "Personal" : "Shared"}</Text>
        </td>
        {opened && (
          <td>
            <ShowButton id={id} name={name} isShown={isShown} onToggle={onToggle} />
          </td>
        )}
      </tr>
      {isShown && <PanelRow id={id} name={name} columns={5} />}
    </>
  );
}
