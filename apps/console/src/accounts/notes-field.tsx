// The notes of an account, which are sealed with its secrets.

import { accountTextLength, codePoints } from "@hesper/vault/limits";
import { Textarea } from "@mantine/core";

interface Props {
  readonly value: string;
  readonly onChange: (notes: string) => void;
}

export function notesProblem(notes: string): string | null {
  const most = accountTextLength.notes;
  return codePoints(notes) > most ? `Notes may have at most ${most.toLocaleString("en")} characters.` : null;
}

export function NotesField({ value, onChange }: Props) {
  return (
    <Textarea
      label="Notes"
      description="Sealed like the password: the server cannot read them."
      autosize
      minRows={2}
      maxRows={8}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={notesProblem(value)}
      errorProps={{ role: "alert" }}
    />
  );
}
