// The name of a key that one adds.
import { keyName } from "@hesper/contract";
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { check } from "../session/fields.ts";

/** @param optional whether the server may find one. */
export function useKeyName({ optional }: { optional: boolean }) {
  const [value, setValue] = useState("");
  const [error, setError] = useState<string | null>(null);
  const change = (typed: string) => {
    setValue(typed);
    setError(null);
  };
  /** Whether it can be sent. What is wrong is shown at the field. */
  const isRight = () => {
    const found = optional && value.trim() === "" ? null : check(keyName)(value);
    setError(found);
    return found === null;
  };
  return { field: { value, error, onChange: change }, name: value.trim(), isRight };
}

interface Props {
  readonly field: ReturnType<typeof useKeyName>["field"];
  readonly description: string;
  readonly placeholder: string;
}

export function NameField({ field: { value, error, onChange }, description, placeholder }: Props) {
  return (
    <TextInput
      label="Name"
      description={description}
      placeholder={placeholder}
      value={value}
      maxLength={64}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      error={error}
      errorProps={{ role: "alert" }}
      autoComplete="off"
      data-autofocus
    />
  );
}
