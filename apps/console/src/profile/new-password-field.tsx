// The field for a password that is chosen: what is asked of it, and how strong it is while it is typed.
import { PasswordInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useInstallation } from "../session/installation.ts";
import { PasswordStrength } from "./password-strength.tsx";

interface Props {
  readonly label: string;
  readonly value: string;
  readonly error: ReactNode;
  /** What a stranger would try first: name, email. The name of the installation is added. */
  readonly words: readonly string[];
  readonly onChange: (value: string) => void;
}

export function NewPasswordField({ label, value, error, words, onChange }: Props) {
  const installation = useInstallation().data;
  const minimumLength = installation?.passwordMinimumLength ?? 15;
  return (
    <div>
      <PasswordInput
        label={label}
        description={`At least ${minimumLength} characters. A few unrelated words are easy to remember and hard to guess.`}
        autoComplete="new-password"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        errorProps={{ role: "alert" }}
        visibilityToggleButtonProps={{ "aria-label": "Show the password", tabIndex: 0 }}
      />
      <PasswordStrength password={value} words={[...words, installation?.name ?? ""]} minimumLength={minimumLength} />
    </div>
  );
}
