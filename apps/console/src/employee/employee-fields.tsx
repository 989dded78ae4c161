// The fields of an employee, for a new one and for changing one.
import { SimpleGrid, Text, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { Pick } from "../organisation/pick.tsx";
import {
  type Field,
  fieldLabels,
  type Mistakes,
  type NamedField,
  type TextField,
  type Values,
  withChoice,
} from "./values.ts";

interface Props {
  readonly values: Values;
  readonly mistakes: Mistakes;
  readonly onChange: (values: Values) => void;
  /** What is said below a field, such as what somebody else made of it. */
  readonly noteOf?: (field: Field) => ReactNode;
}

const about: Partial<Record<Field, string>> = {
  externalId: "As another system knows this employee",
};
const longest: Record<TextField, number> = { name: 200, email: 254, phone: 80, externalId: 200 };

/** Where to go on when something cannot be saved: at the first field with a mistake. */
export function focusMistake(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}

export function EmployeeFields({ values, mistakes, onChange, noteOf = () => null }: Props) {
  const text = (field: TextField, more: { type?: string; first?: boolean } = {}) => (
    <div>
      <TextInput
        label={fieldLabels[field]}
        description={about[field]}
        inputWrapperOrder={["label", "input", "description", "error"]}
        type={more.type ?? "text"}
        name={`employee-${field}`}
        value={values[field]}
        maxLength={longest[field]}
        onChange={({ currentTarget }) => onChange({ ...values, [field]: currentTarget.value })}
        error={mistakes[field]}
        errorProps={{ role: "alert" }}
        autoComplete="off"
        {...(more.first ? { "data-autofocus": true } : {})}
      />
      {noteOf(field)}
    </div>
  );
  const choice = (field: NamedField) => (
    <div>
      <Pick
        kind={field}
        label={fieldLabels[field]}
        value={values[field]}
        onChange={(chosen) => onChange(withChoice(values, field, chosen))}
        company={field === "department" ? values.company : null}
        makes
        error={mistakes[field]}
      />
      {noteOf(field)}
    </div>
  );
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        {text("name", { first: true })}
        {text("email", { type: "email" })}
        {choice("company")}
        {choice("department")}
        {choice("position")}
        {text("phone", { type: "tel" })}
        {text("externalId")}
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        A company, department or position that is missing is made here: type its name.
      </Text>
    </>
  );
}
