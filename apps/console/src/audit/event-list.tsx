// The events: a table where there is room, cards where it is narrow; arrow keys move, Enter opens.
import { type AuditEvent, auditEventTitle } from "@hesper/contract";
import { IconBan, IconCheck } from "@tabler/icons-react";
import { type KeyboardEvent, memo, useCallback, useState } from "react";
import { exactTime, relativeTime } from "../brand/times.ts";
import { addressWords, factorWords, nameOf, nobodyWords } from "./words.ts";

interface Props {
  readonly pages: readonly { readonly items: readonly AuditEvent[] }[];
  readonly now: Date;
  readonly onOpen: (event: AuditEvent) => void;
}

const columns = ["Time", "Event", "Outcome", "Who", "On whom", "Address", "Factor"] as const;

export function EventList({ pages, now, onOpen }: Props) {
  // One row at a time is reached by Tab: otherwise what comes after thousands of rows could not be.
  const [focused, setFocused] = useState<string | null>(null);
  const known = focused !== null && pages.some(({ items }) => items.some(({ id }) => id === focused));
  const reachable = known ? focused : (pages[0]?.items[0]?.id ?? null);
  return (
    <table className="audit-table" aria-label="Events" onKeyDown={moveByKey}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      {pages.map(({ items }) => {
        const mine = items.some(({ id }) => id === reachable) ? reachable : null;
        return <PageRows key={items[0]?.id} {...{ items, now, onOpen }} reachable={mine} onFocus={setFocused} />;
      })}
    </table>
  );
}

interface PageProps {
  readonly items: readonly AuditEvent[];
  readonly now: Date;
  readonly onOpen: (event: AuditEvent) => void;
  /** The id of the row that Tab reaches, where it is on this page. */
  readonly reachable: string | null;
  readonly onFocus: (id: string) => void;
}

/** A page is drawn anew only when something of it changed, and laid out only where it is near to being seen. */
const PageRows = memo(function PageRows({ items, now, onOpen, reachable, onFocus }: PageProps) {
  return (
    <tbody>
      {items.map((event) => (
        <Row key={event.id} {...{ event, now, onOpen, onFocus }} reachable={event.id === reachable} />
      ))}
    </tbody>
  );
});

interface RowProps extends Omit<PageProps, "items" | "reachable"> {
  readonly event: AuditEvent;
  readonly reachable: boolean;
}

const Row = memo(function Row({ event, now, onOpen, reachable, onFocus }: RowProps) {
  const { id, at, type, outcome, actor, subject, address, factor } = event;
  const open = useCallback(() => onOpen(event), [onOpen, event]);
  const themselves = actor !== null && subject?.id === actor.id;
  return (
    <tr data-outcome={outcome}>
      <td className="audit-time">
        <time dateTime={at}>{relativeTime(at, now)}</time>
      </td>
      <td className="audit-title">
        <button
          type="button"
          tabIndex={reachable ? 0 : -1}
          onClick={open}
          onFocus={() => onFocus(id)}
          title={exactTime(at)}
        >
          {auditEventTitle(type)}
        </button>
      </td>
      <td className="audit-outcome">
        <Outcome outcome={outcome} />
      </td>
      <td className="audit-who">{actor ? nameOf(actor) : nobodyWords(event)}</td>
      <td className="audit-whom">{themselves ? <i>themselves</i> : subject && nameOf(subject)}</td>
      <td className="audit-address">{addressWords(address)}</td>
      <td className="audit-factor">{factorWords(factor)}</td>
    </tr>
  );
});

/** Not by colour alone: a word and a sign. */
export function Outcome({ outcome }: { outcome: AuditEvent["outcome"] }) {
  const Icon = outcome === "done" ? IconCheck : IconBan;
  return (
    <span className="audit-mark" data-outcome={outcome}>
      <Icon size={15} stroke={2} aria-hidden />
      {outcome === "done" ? "Done" : "Refused"}
    </span>
  );
}

const rowsToMove: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

function moveByKey(event: KeyboardEvent<HTMLTableElement>): void {
  const rows = rowsToMove[event.key];
  const here = (event.target as Element).closest("tbody tr");
  if (rows === undefined || !here || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  let row = here;
  for (let moved = 0; moved < Math.abs(rows); moved += 1) row = neighbour(row, rows > 0) ?? row;
  row.querySelector("button")?.focus();
}

function neighbour(row: Element, below: boolean): Element | null {
  if (below) return row.nextElementSibling ?? row.parentElement?.nextElementSibling?.firstElementChild ?? null;
  const before = row.previousElementSibling ?? row.parentElement?.previousElementSibling?.lastElementChild ?? null;
  return before?.closest("tbody tr") ?? null;
}
