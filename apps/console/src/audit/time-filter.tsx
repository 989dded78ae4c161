// The filter of time: a stretch up to now, or from and to in local time.
import { NativeSelect, TextInput } from "@mantine/core";
import { type AuditSearch, fromLocalField, type Preset, presets, toLocalField } from "./filters.ts";

type Times = Pick<AuditSearch, "last" | "from" | "to">;

interface Props {
  readonly value: Times;
  readonly onChange: (times: Times) => void;
}

const choices = [
  { value: "", label: "Any time" },
  ...Object.entries(presets).map(([value, label]) => ({ value, label })),
  { value: "custom", label: "From ... to ..." },
];

export function TimeFilter({ value: { last, from, to }, onChange }: Props) {
  const custom = from !== undefined || to !== undefined;
  const choose = (chosen: string) => {
    if (chosen === "custom") return onChange({ from: thisMorning() });
    onChange(chosen === "" ? {} : { last: chosen as Preset });
  };
  const backwards = from !== undefined && to !== undefined && from >= to;
  return (
    <>
      <NativeSelect
        label="Time"
        data={choices}
        value={custom ? "custom" : (last ?? "")}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {custom && (
        <>
          <TextInput
            type="datetime-local"
            label="From"
            value={toLocalField(from)}
            onChange={(event) => onChange({ from: fromLocalField(event.currentTarget.value), to })}
          />
          <TextInput
            type="datetime-local"
            label="To"
            value={toLocalField(to)}
            error={backwards && "The end is before the beginning."}
            onChange={(event) => onChange({ from, to: fromLocalField(event.currentTarget.value) })}
          />
        </>
      )}
    </>
  );
}

function thisMorning(): string {
  const time = new Date();
  time.setHours(0, 0, 0, 0);
  return time.toISOString();
}
