// Accounts, one a row; where there is no room for columns, one a card.
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { exactTime, relativeTime } from "../brand/times.ts";
import { type AccountAction, AccountMenu } from "./account-menu.tsx";
import type { Account } from "./accounts.ts";
import { loginTypeNames } from "./details.ts";
import "./accounts.css";

interface Props<A extends Account> {
  readonly label: string;
  readonly accounts: readonly A[];
  /** What stands in the last columns of text, and their headings. */
  readonly more: readonly { readonly heading: string; readonly of: (account: A) => ReactNode }[];
  /** Empty: who looks changes nothing. */
  readonly actionsFor: (account: A) => readonly AccountAction[];
  readonly onAct: (action: AccountAction, account: A) => void;
  /** What else stands in the cell of the actions. */
  readonly extra?: (account: A) => ReactNode;
}

export function AccountTable<A extends Account>({ label, accounts, more, actionsFor, onAct, extra }: Props<A>) {
  return (
    <table className="accounts-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Login</th>
          {more.map(({ heading }) => (
            <th scope="col" key={heading}>
              {heading}
            </th>
          ))}
          <th scope="col">Actions</th>
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <tr key={account.id}>
            <td>
              <Text fw={550}>{account.name}</Text>
              <Text size="sm" c="dimmed">
                {placeOf(account)}
              </Text>
            </td>
            <td>
              <Text size="sm">{account.login}</Text>
              <Text size="sm" c="dimmed" title={exactTime(changedAt(account))}>
                changed {relativeTime(changedAt(account))}
              </Text>
            </td>
            {more.map(({ heading, of }) => (
              <td key={heading}>
                <Text size="sm" component="div">
                  {of(account)}
                </Text>
              </td>
            ))}
            <td>
              {extra?.(account)}
              {actionsFor(account).length > 0 && (
                <AccountMenu
                  account={account}
                  actions={actionsFor(account)}
                  onAct={(action) => onAct(action, account)}
                />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The last change of a secret, or of the account where none was changed since. */
function changedAt({ passwordChangedAt, otpChangedAt, updatedAt }: Account): string {
  return (
    [passwordChangedAt, otpChangedAt, updatedAt]
      .filter((time) => time !== null)
      .sort()
      .at(-1) ?? updatedAt
  );
}

function placeOf({ urls: [url], apps: [app], loginType }: Account): string {
  if (url) return URL.canParse(url) ? new URL(url).hostname : url;
  return app ?? loginTypeNames[loginType];
}
