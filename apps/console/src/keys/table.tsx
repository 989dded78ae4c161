// The list of keys, one a row that leads to its page; where there is no room for columns, one a card.
import type { Key } from "@hesper/contract";
import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { LastContact } from "./device.tsx";
import { KeyStatus } from "./status.tsx";
import { accountWords } from "./words.ts";

const columns = ["Employee and key", "Status", "Device", "Last contact or use", "Accounts"] as const;

export function KeyTable({ items }: { items: readonly Key[] }) {
  return (
    <table className="key-table" aria-label="Keys">
      <thead>
        <tr>
          {columns.map((label) => (
            <th key={label} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((key) => (
          <Row key={key.id} of={key} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ of }: { of: Key }) {
  const { id, name, employee, employeeName, device } = of;
  return (
    <tr>
      <th scope="row" className="key-name">
        <Link to="/keys/$keyId" params={{ keyId: id }}>
          {employeeName} · {name}
        </Link>
        <Text size="sm" c="dimmed">
          {employee?.email ?? "Was deleted"}
        </Text>
      </th>
      <td className="key-status">
        <KeyStatus {...of} />
      </td>
      <td className="key-device">{device}</td>
      <td className="key-contact">
        <LastContact of={of} />
      </td>
      <td className="key-accounts">{accountWords(of.accounts)}</td>
    </tr>
  );
}
