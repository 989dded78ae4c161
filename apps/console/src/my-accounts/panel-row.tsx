// Below the row of an account, what is secret in it; and the button that shows and hides it.
import { Button } from "@mantine/core";
import { lazy, Suspense } from "react";
import { LoadingCard } from "../brand/messages.tsx";

/** Brings the vault, which only an open key needs. */
const AccountPanel = lazy(async () => ({ default: (await import("./account-panel.tsx")).AccountPanel }));

interface ButtonProps {
  readonly id: string;
  readonly name: string;
  readonly isShown: boolean;
  readonly onToggle: () => void;
}

function panelId(id: string): string {
  return `account-panel-${id}`;
}

export function ShowButton({ id, name, isShown, onToggle }: ButtonProps) {
  const verb = isShown ? "Close" : "Show";
  return (
    <Button
      variant="default"
      size="xs"
      onClick={onToggle}
      aria-expanded={isShown}
      {...(isShown && { "aria-controls": panelId(id) })}
      aria-label={`${verb} ${name}`}
    >
      {verb}
    </Button>
  );
}

export function PanelRow({ id, name, columns }: { id: string; name: string; columns: number }) {
  return (
    <tr>
      <td id={panelId(id)} colSpan={columns} className="account-whole">
        <Suspense fallback={<LoadingCard height={96} />}>
          <AccountPanel id={id} name={name} />
        </Suspense>
      </td>
    </tr>
  );
}
