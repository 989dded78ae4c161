// What a setting is changed with: a choice, a number, a duration with its unit, days that can be switched off, a text.
import { Group, NativeSelect, NumberInput, SegmentedControl, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { type DurationUnit, durationUnits, unitOf } from "../brand/times.ts";
import { type Control, type Field, rangeOf, settings, type Value } from "./fields.ts";

export interface ControlProps {
  readonly id: string;
  readonly field: Field;
  readonly value: Value;
  readonly invalid: boolean;
  /** Ids of what says more about the setting. */
  readonly describedBy: string;
  readonly onChange: (value: Value) => void;
  readonly onBlur: () => void;
}

export function SettingControl(props: ControlProps) {
  const { control } = settings[props.field];
  switch (control.kind) {
    case "choice":
      return <Choice {...props} control={control} />;
    case "number":
      return <NumberWithNoun {...props} noun={control.noun} />;
    case "duration":
      return <Duration {...props} />;
    case "days":
      return <DaysOrNot {...props} control={control} />;
    case "text":
    case "email":
      return <Line {...props} type={control.kind} />;
  }
}

type Of<K extends Control["kind"]> = Extract<Control, { kind: K }>;

function Choice({ id, value, describedBy, onChange, control }: ControlProps & { control: Of<"choice"> }) {
  const chosen = control.options.find((option) => option.value === value);
  const numeric = typeof control.options[0]?.value === "number";
  return (
    <div>
      <SegmentedControl
        role="radiogroup"
        aria-labelledby={`${id}-label`}
        aria-describedby={`${describedBy} ${id}-means`}
        fullWidth
        value={String(value)}
        onChange={(next) => onChange(numeric ? Number(next) : next)}
        data={control.options.map((option) => ({ value: String(option.value), label: option.label }))}
      />
      <Text size="sm" mt={6} id={`${id}-means`} aria-live="polite">
        {chosen?.means}
      </Text>
    </div>
  );
}

function WholeNumber({
  id,
  value,
  invalid,
  describedBy,
  onChange,
  onBlur,
  label,
  range,
}: Omit<ControlProps, "field"> & { label?: string; range?: readonly [number, number] | null }) {
  return (
    <NumberInput
      id={id}
      aria-label={label}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      error={invalid}
      value={value}
      onChange={onChange}
      onBlur={onBlur}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="none"
      maxLength={6}
      hideControls
      w={88}
      {...(range ? { min: range[0], max: range[1] } : {})}
    />
  );
}

function NumberWithNoun({ noun, field, ...props }: ControlProps & { noun: string }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <WholeNumber {...props} range={rangeOf(field)} />
      <Text size="sm">{props.value === 1 ? noun : `${noun}s`}</Text>
    </Group>
  );
}

const offered = ["minutes", "hours", "days"] as const;

function Duration({ value, onChange, field, ...props }: ControlProps) {
  // Kept here: "60 minutes" must not turn into "1 hour" while somebody types "600".
  const [unit, setUnit] = useState<DurationUnit>(() => unitOf(Number(value)));
  const length = durationUnits[unit];
  const units = unit === "seconds" ? (["seconds", ...offered] as const) : offered;
  const change = (count: Value, in_: DurationUnit) =>
    onChange(count === "" ? "" : Math.round(Number(count) * durationUnits[in_]));
  const count = value === "" ? "" : Number(value) / length;
  return (
    <Group gap="xs" wrap="nowrap">
      <WholeNumber {...props} value={count} onChange={(next) => change(next, unit)} />
      <NativeSelect
        aria-label={`Unit of: ${settings[field].label}`}
        data={[...units]}
        value={unit}
        w={116}
        onChange={(event) => {
          const next = event.currentTarget.value as DurationUnit;
          setUnit(next);
          change(count, next);
        }}
      />
    </Group>
  );
}

function DaysOrNot({ control, field, ...props }: ControlProps & { control: Of<"days"> }) {
  const { id, value, describedBy, onChange } = props;
  const on = value !== 0;
  // Switched off and on again, the number that was there comes back.
  const [days, setDays] = useState<Value>(() => (on ? value : control.usual));
  return (
    <Group gap="sm">
      <SegmentedControl
        role="radiogroup"
        aria-labelledby={`${id}-label`}
        aria-describedby={describedBy}
        value={on ? "on" : "off"}
        onChange={(next) => onChange(next === "on" ? days : 0)}
        data={[
          { value: "off", label: control.off },
          { value: "on", label: control.on },
        ]}
      />
      {on && (
        <Group gap="xs" wrap="nowrap">
          <WholeNumber
            {...props}
            id={`${id}-days`}
            label={`${settings[field].label}: days`}
            range={[control.least, rangeOf(field)?.[1] ?? 0]}
            onChange={(next) => {
              // A typed 0 is no number of days; it must not look like the switch.
              const kept = next === 0 ? "" : next;
              setDays(kept === "" ? control.usual : kept);
              onChange(kept);
            }}
          />
          <Text size="sm">{value === 1 ? "day" : "days"}</Text>
        </Group>
      )}
    </Group>
  );
}

function Line({ id, value, invalid, describedBy, onChange, onBlur, type }: ControlProps & { type: "text" | "email" }) {
  return (
    <TextInput
      id={id}
      type={type}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      error={invalid}
      value={String(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={onBlur}
      maxLength={type === "email" ? 254 : 128}
      placeholder={type === "email" ? "Nobody" : undefined}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
