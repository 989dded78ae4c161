// In a row of an account: how far it has come to the keys of its employee. Opened, it names them.
import type { AccountOfEmployee } from "@hesper/contract";
import { Text } from "@mantine/core";
import { DeliverySign } from "./delivery-status.tsx";
import { keysWords, statusNames } from "./words.ts";
import "./deliveries.css";

export function KeysCell({ keys }: Pick<AccountOfEmployee, "keys">) {
  const statuses = keys.map(({ status }) => status);
  const { isThere, summary, open } = keysWords(statuses);
  if (keys.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {summary}
      </Text>
    );
  }
  return (
    <details className="delivery-keys">
      <summary>
        <DeliverySign status={isThere ? "delivered" : statuses.includes("waiting") ? "waiting" : "queued"} />
        <span>
          {summary}
          {open !== "" && <span className="delivery-open">{open}</span>}
        </span>
      </summary>
      <ul>
        {keys.map(({ id, name, status }) => (
          <li key={id}>
            {name}: {statusNames[status].toLowerCase()}
          </li>
        ))}
      </ul>
    </details>
  );
}
