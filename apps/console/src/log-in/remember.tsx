// "Remember this browser": offered with either second step, unless it is switched off.
import { Checkbox } from "@mantine/core";
import { useKnownInstallation } from "../session/known-installation.ts";

interface Props {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function RememberBrowser({ checked, onChange }: Props) {
  const days = useKnownInstallation()?.trustedBrowserDays ?? 0;
  if (days === 0) return null;
  return (
    <Checkbox
      label="Remember this browser"
      description={`No code is asked for here for ${days} days. Not on a computer that others use.`}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
