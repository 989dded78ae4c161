// The rows of a preview, with what each would change or why it is refused.
import type { EmployeeImport, ImportedRow, ImportOutcome } from "@hesper/contract";
import { Text } from "@mantine/core";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { More } from "../brand/more.tsx";
import { fieldNames } from "./columns.ts";
import { useImportedRows } from "./import.ts";

export function PreviewRows({ one, outcome }: { one: EmployeeImport; outcome: ImportOutcome }) {
  const list = useImportedRows(one, outcome);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isPending) return <LoadingCard height={240} />;
  if (list.isError && !list.data) return <LoadError error={list.error} retry={() => list.refetch()} />;
  if (items.length === 0) return <Text c="dimmed">There is no such row.</Text>;
  return (
    <div aria-busy={list.isPlaceholderData} className="import-results">
      <table className="import-rows" aria-label="Rows">
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">Employee</th>
            <th scope="col">{outcome === "refused" ? "Why it is refused" : "What it says"}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={item.row} item={item} />
          ))}
        </tbody>
      </table>
      <More list={list} shown={items.length} noun="row" />
    </div>
  );
}

function Row({ item }: { item: ImportedRow }) {
  const { row, name, email, reason, changes } = item;
  return (
    <tr>
      {/* As a spreadsheet counts them: the headings are row 1. */}
      <td className="import-number">{(row + 1).toLocaleString("en")}</td>
      <th scope="row">
        {name || (email ? "" : "Nobody named")}
        {email && (
          <Text size="sm" c="dimmed">
            {email}
          </Text>
        )}
      </th>
      <td>
        {reason}
        {reason === null && changes.length === 0 && "Nothing new"}
        {changes.length > 0 && (
          <dl className="import-changes">
            {changes
              .filter(({ field }) => !isSaid(item, field))
              .map((change) => (
                <Change key={change.field} change={change} isNew={item.outcome === "created"} />
              ))}
          </dl>
        )}
      </td>
    </tr>
  );
}

/** Of a new employee, name and email stand in the row already. */
function isSaid({ outcome }: ImportedRow, field: string): boolean {
  return outcome === "created" && (field === "name" || field === "email");
}

function Change({ change, isNew }: { change: ImportedRow["changes"][number]; isNew: boolean }) {
  const { field, from, to } = change;
  return (
    <div>
      <dt>{fieldNames[field]}</dt>
      <dd>
        {!isNew && (
          <>
            <del>{from ?? "none"}</del>
            <span aria-hidden> → </span>
          </>
        )}
        <ins>{to ?? "none"}</ins>
      </dd>
    </div>
  );
}
