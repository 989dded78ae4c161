// Choosing the policy of a key; the default one, where nothing else is chosen.
import { NativeSelect } from "@mantine/core";
import { useKeyPolicies } from "./policies.ts";
import { rulesInWords } from "./words.ts";

interface Props {
  /** Id; null: the default one. */
  readonly value: string | null;
  /** The chosen one, until the list is there. */
  readonly name?: string;
  readonly onChange: (policyId: string | null) => void;
}

export function PolicySelect({ value, name = "Default", onChange }: Props) {
  const policies = useKeyPolicies();
  const items = policies.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = items.find(({ id, isDefault }) => (value === null ? isDefault : id === value));
  const data = items.map(({ id, name: label, isDefault }) => ({
    value: isDefault ? "" : id,
    label: isDefault && label !== "Default" ? `${label} (default)` : label,
  }));
  return (
    <NativeSelect
      label="Policy"
      description={chosen ? rulesInWords(chosen).join(" · ") : "What the key asks of its PIN"}
      data={chosen ? data : [...data, { value: value ?? "", label: name }]}
      value={value ?? ""}
      onChange={({ currentTarget }) => onChange(currentTarget.value || null)}
    />
  );
}
