// Choosing a role, with what it may do.
import { type Role, roles } from "@hesper/contract";
import { Radio, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { roleDuties, roleNames } from "./words.ts";

interface Props {
  /** Null: none is chosen yet. */
  readonly value: Role | null;
  readonly error?: ReactNode;
  readonly onChange: (role: Role) => void;
  /** Whether the keyboard begins here. */
  readonly first?: boolean;
}

export function RoleChoice({ value, error, onChange, first = false }: Props) {
  return (
    <Radio.Group label="Role" value={value} error={error} errorProps={{ role: "alert" }} onChange={onChange}>
      <Stack gap="xs" mt={6} mb={error ? 6 : 0}>
        {roles.map((role) => (
          <Radio
            key={role}
            value={role}
            label={roleNames[role]}
            description={roleDuties[role]}
            {...(first && role === value ? { "data-autofocus": true } : {})}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
