// One setting: what it is, its limits, and what it is changed with; its value in words where it may not be changed.
import { Text } from "@mantine/core";
import { SettingControl } from "./controls.tsx";
import { type Field, limitWords, settings, type Value, words } from "./fields.ts";

interface Props {
  readonly field: Field;
  readonly value: Value;
  readonly changed: boolean;
  /** What is wrong, once it should be said. */
  readonly problem: string;
  readonly onChange: (value: Value) => void;
  readonly onBlur: () => void;
}

/** Those whose control is a group of radio buttons, or begins with one: no single field to be the label of. */
function isGroup(field: Field): boolean {
  return ["choice", "days"].includes(settings[field].control.kind);
}

export function SettingRow({ field, value, changed, problem, onChange, onBlur }: Props) {
  const { label, about } = settings[field];
  const id = `policy-${field}`;
  const limits = limitWords(field);
  const describedBy = [`${id}-about`, limits && `${id}-limits`, problem && `${id}-problem`].filter(Boolean).join(" ");
  return (
    <div className="policy-setting" data-changed={changed || undefined}>
      <div>
        <Text
          id={`${id}-label`}
          fw={550}
          {...(isGroup(field) ? {} : ({ component: "label", htmlFor: id } as { component: "label" }))}
        >
          {label}
        </Text>
        <Text size="sm" c="dimmed" id={`${id}-about`}>
          {about}
        </Text>
      </div>
      <div className="policy-control">
        <SettingControl {...{ id, field, value, describedBy, onChange, onBlur }} invalid={problem !== ""} />
        {problem !== "" && (
          <Text size="sm" c="var(--mantine-color-error)" id={`${id}-problem`} role="alert" mt={4}>
            {problem}
          </Text>
        )}
        {limits !== "" && (
          <Text size="xs" c="dimmed" id={`${id}-limits`} mt={4}>
            {limits}
          </Text>
        )}
      </div>
    </div>
  );
}

/** For those who look and do not change. */
export function SettingWords({ field, value }: { field: Field; value: Value }) {
  const { label, about, control } = settings[field];
  const means = control.kind === "choice" ? control.options.find((option) => option.value === value)?.means : "";
  return (
    <div className="policy-setting">
      <Text component="dt" fw={550}>
        {label}
      </Text>
      <Text component="dd" className="policy-about" m={0} size="sm" c="dimmed">
        {about}
      </Text>
      <dd className="policy-control">
        <Text fw={550} style={{ overflowWrap: "anywhere" }}>
          {words(field, value)}
        </Text>
        {means && <Text size="sm">{means}</Text>}
      </dd>
    </div>
  );
}
