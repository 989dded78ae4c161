// The search over a list whose words stand in the address of the page.
import { Loader, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

const typingMs = 250;

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly className: string;
  /** What the address says. */
  readonly value: string;
  readonly busy: boolean;
  readonly onChange: (search: string) => void;
}

/** Asked for when the typing pauses. What the address says is shown when it changes by itself, as by "Back". */
export function SearchField({ label, placeholder, className, value, busy, onChange }: Props) {
  const [typed, setTyped] = useState(value);
  // What comes back from the address is older than what was typed meanwhile.
  const sent = useRef(value);
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setTyped(value);
  }, [value]);
  const later = useDebouncedCallback((next: string) => {
    sent.current = next;
    onChange(next);
  }, typingMs);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={placeholder}
      maxLength={100}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        later(currentTarget.value);
      }}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={busy ? <Loader size={16} aria-hidden /> : null}
      autoComplete="off"
      className={className}
    />
  );
}
