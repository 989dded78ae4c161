// Where the passphrase is typed, or the key that stands on the recovery sheet.
import { PasswordInput, Textarea } from "@mantine/core";

interface Props {
  readonly way: "passphrase" | "sheet";
  readonly value: string;
  readonly disabled: boolean;
  readonly onChange: (value: string) => void;
}

export function TypedField({ way, value, disabled, onChange }: Props) {
  if (way === "passphrase") {
    return (
      <PasswordInput
        label="Passphrase"
        autoComplete="off"
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": "Show the passphrase", tabIndex: 0 }}
        data-autofocus
      />
    );
  }
  return (
    <Textarea
      label="Key on the recovery sheet"
      description="Begins with AGE-SECRET-KEY-. Spaces and line breaks do not matter."
      autoComplete="off"
      spellCheck={false}
      autosize
      minRows={2}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data-autofocus
    />
  );
}
