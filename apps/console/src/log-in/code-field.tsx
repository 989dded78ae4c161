// The field for the 6 digits of an authenticator app: takes paste and the browser's own filling, submits when full.
import { TextInput } from "@mantine/core";
import { useEffect, useRef } from "react";

const digits = 6;

interface Props {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  readonly busy: boolean;
  readonly onChange: (value: string) => void;
  readonly onFull: (code: string) => void;
}

export function CodeField({ label, description, value, busy, onChange, onFull }: Props) {
  const field = useRef<HTMLInputElement>(null);
  // Back to the field after a wrong code, when it is empty again.
  useEffect(() => {
    if (!busy && value === "") field.current?.focus({ preventScroll: true });
  }, [busy, value]);
  return (
    <TextInput
      ref={field}
      label={label}
      description={description}
      value={value}
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]*"
      placeholder="000000"
      readOnly={busy}
      size="md"
      styles={{
        input: { fontFamily: "var(--mantine-font-family-monospace)", letterSpacing: "0.4em", fontSize: "1.25rem" },
      }}
      onChange={(event) => {
        const code = event.currentTarget.value.replace(/\D/g, "").slice(0, digits);
        onChange(code);
        if (code.length === digits && code !== value && !busy) onFull(code);
      }}
    />
  );
}

export function isFull(code: string): boolean {
  return code.length === digits;
}
