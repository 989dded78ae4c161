// The filters of the audit; what they are set to stands in the address of the page.
import type { AuditEventType, AuditOutcome } from "@hesper/contract";
import { Button, Group, NativeSelect, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconFilter } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { eventGroups } from "./event-groups.ts";
import { type AuditSearch, countFilters } from "./filters.ts";
import { PersonSelect } from "./person-select.tsx";
import { TimeFilter } from "./time-filter.tsx";

interface Props {
  readonly search: AuditSearch;
  readonly onChange: (search: AuditSearch) => void;
  readonly nameFromList: (id: string) => string | undefined;
}

const outcomes = [
  { value: "", label: "All" },
  { value: "done", label: "Done" },
  { value: "refused", label: "Refused" },
];

export function FilterCard({ search, onChange, nameFromList }: Props) {
  // On a phone the filters would push the events off the screen.
  const [open, setOpen] = useState(false);
  const change = (changed: AuditSearch) => onChange({ ...search, ...changed });
  const set = countFilters(search);
  return (
    <section className="hesper-card audit-filters" aria-label="Filters" data-open={open || undefined}>
      <Button
        variant="default"
        fullWidth
        className="audit-filters-toggle"
        leftSection={<IconFilter size={16} aria-hidden />}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {set === 0 ? "Filters" : `Filters (${set})`}
      </Button>
      <div className="audit-filter-fields">
        <PersonSelect value={search.person} onChange={(person) => change({ person })} nameFromList={nameFromList} />
        <EventSelect value={search.type} onChange={(type) => change({ type })} />
        <NativeSelect
          label="Outcome"
          data={outcomes}
          value={search.outcome ?? ""}
          onChange={(event) =>
            change({ outcome: (event.currentTarget.value || undefined) as AuditOutcome | undefined })
          }
        />
        <TimeFilter
          value={search}
          onChange={(times) => change({ last: undefined, from: undefined, to: undefined, ...times })}
        />
        <AddressField value={search.address ?? ""} onChange={(address) => change({ address: address || undefined })} />
      </div>
      {set > 0 && (
        <Group mt="md" className="audit-filters-clear">
          <Button variant="default" size="xs" onClick={() => onChange({})}>
            Clear the filters
          </Button>
        </Group>
      )}
    </section>
  );
}

interface EventProps {
  readonly value: AuditEventType | undefined;
  readonly onChange: (type: AuditEventType | undefined) => void;
}

function EventSelect({ value, onChange }: EventProps) {
  return (
    <Select
      label="Event"
      placeholder="All"
      data={eventGroups}
      value={value ?? null}
      onChange={(type) => onChange((type ?? undefined) as AuditEventType | undefined)}
      searchable
      nothingFoundMessage="No event is called so."
      clearable
      clearButtonProps={{ "aria-label": "All events", "aria-hidden": false, tabIndex: 0 }}
      comboboxProps={{ withinPortal: false }}
      autoComplete="off"
    />
  );
}

/** Asked for when the typing pauses: each letter would be a search, and a step of the browser's "Back". */
function AddressField({ value, onChange }: { value: string; onChange: (address: string) => void }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const later = useDebouncedCallback((address: string) => onChange(address.trim()), 600);
  return (
    <TextInput
      label="Address"
      placeholder="192.0.2.7"
      value={typed}
      maxLength={64}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
