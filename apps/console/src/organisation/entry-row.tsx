// A company, a department or a position: how many employees there are, and what can be done with it.
import { ActionIcon, Anchor, Menu, Text } from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconDots, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { counted } from "../brand/times.ts";
import type { Open } from "./dialogs.tsx";
import type { Entry, Kind } from "./organisation.ts";

interface Props {
  readonly kind: Kind;
  readonly entry: Entry;
  readonly onOpen: ((open: Open) => void) | null;
  /** What is in it, shown when it is opened. */
  readonly children: ReactNode;
}

export function EntryRow({ kind, entry, onOpen, children }: Props) {
  const [open, setOpen] = useState(false);
  const Chevron = open ? IconChevronDown : IconChevronRight;
  const departments = "departments" in entry ? entry.departments : null;
  return (
    <li>
      <div className="organisation-row">
        {departments === null ? (
          <Text fw={kind === "position" ? 550 : 400}>{entry.name}</Text>
        ) : (
          <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="organisation-toggle">
            <Chevron size={18} aria-hidden />
            {entry.name}
            <Text span size="sm" c="dimmed">
              {counted(departments, "department")}
            </Text>
          </button>
        )}
        <Anchor
          size="sm"
          className="organisation-count"
          renderRoot={(props) => <Link {...props} to="/employees" search={{ [kind]: entry.id }} />}
        >
          {counted(entry.employees, "employee")}
        </Anchor>
        {onOpen && <EntryMenu kind={kind} entry={entry} onOpen={onOpen} />}
      </div>
      {open && <div className="organisation-inner">{children}</div>}
    </li>
  );
}

function EntryMenu({ kind, entry, onOpen }: { kind: Kind; entry: Entry; onOpen: (open: Open) => void }) {
  return (
    <Menu position="bottom-end" width={200} withInitialFocusPlaceholder={false} shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={34} aria-label={`Actions for ${entry.name}`}>
          <IconDots size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {kind === "company" && (
          <Menu.Item
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => onOpen({ what: "make", kind: "department", company: entry })}
          >
            New department
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconPencil size={16} aria-hidden />}
          onClick={() => onOpen({ what: "rename", kind, entry })}
        >
          Rename
        </Menu.Item>
        <Menu.Item
          leftSection={<IconTrash size={16} aria-hidden />}
          className="organisation-danger"
          onClick={() => onOpen({ what: "delete", kind, entry })}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
