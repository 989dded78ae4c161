// The second step: which column is what, and sending the rows.
import { type ImportColumn, importColumns } from "@hesper/contract";
import { Button, Group, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { counted } from "../brand/times.ts";
import { fieldNames, guessMatching, type Matching, matchColumn, problemOf } from "./columns.ts";
import { ProgressBar } from "./progress-bar.tsx";
import { sendTable } from "./send.ts";
import type { Table } from "./table.ts";

interface Props {
  readonly table: Table;
  readonly onOther: () => void;
  readonly onSent: (id: string) => void;
}

export function MatchCard({ table, onOther, onSent }: Props) {
  const [matching, setMatching] = useState<Matching>(() => guessMatching(table.headings));
  const { sent, problem, send, cancel } = useSending(table, matching, onSent);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const missing = problemOf(matching);
  if (sent !== null) {
    return (
      <section className="hesper-card" aria-label="Sending">
        <Stack>
          <Title order={2}>Sending the rows</Title>
          <ProgressBar label="How many rows are sent" done={sent} total={table.rows.length} />
          <Group>
            <Button variant="default" onClick={cancel}>
              Cancel
            </Button>
          </Group>
        </Stack>
      </section>
    );
  }
  return (
    <section className="hesper-card" aria-label="Match the columns">
      <Stack>
        <div>
          <Title order={2} ref={heading} tabIndex={-1} className="import-heading">
            Match the columns
          </Title>
          <Text c="dimmed">
            {table.fileName}: {counted(table.rows.length, "row")}, {table.encoding}. Employees are found by external id,
            else by email. An empty cell leaves what is known.
          </Text>
        </div>
        <Columns table={table} matching={matching} onMatch={setMatching} />
        <Text size="sm">
          Companies, departments and positions that do not exist yet are made with the employees. Nobody is mailed: who
          shall log in is invited from the list.
        </Text>
        <ErrorMessage>{problem}</ErrorMessage>
        {missing && (
          <Text size="sm" fw={550} role="status">
            {missing}
          </Text>
        )}
        <Group>
          <Button onClick={send} disabled={missing !== null}>
            Show what would happen
          </Button>
          <Button variant="default" onClick={onOther}>
            Choose another file
          </Button>
        </Group>
      </Stack>
    </section>
  );
}

function useSending(table: Table, matching: Matching, onSent: (id: string) => void) {
  const [sent, setSent] = useState<number | null>(null);
  const [problem, setProblem] = useState("");
  const stop = useRef<AbortController | null>(null);
  // Who leaves the page gives it up.
  useEffect(() => () => stop.current?.abort(), []);
  const send = async () => {
    const controller = new AbortController();
    stop.current = controller;
    setProblem("");
    setSent(0);
    const result = await sendTable({ table, matching, signal: controller.signal, onProgress: setSent });
    if (result.ok && !controller.signal.aborted) return onSent(result.id);
    setSent(null);
    setProblem(result.ok ? "" : result.sentence);
  };
  return { sent, problem, send, cancel: () => stop.current?.abort() };
}

const examples = 3;

interface ColumnsProps {
  readonly table: Table;
  readonly matching: Matching;
  readonly onMatch: (matching: Matching) => void;
}

function Columns({ table, matching, onMatch }: ColumnsProps) {
  const fields = importColumns.map((field) => ({ value: field, label: fieldNames[field] }));
  return (
    <ul className="import-columns">
      {table.headings.map((name, at) => {
        const heading = name === "" ? `Column ${at + 1}` : name;
        const shown = table.rows.slice(0, examples).flatMap((row) => row[at]?.trim() || []);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name that is theirs alone, and stay where they are.
          <li key={at}>
            <div>
              <Text fw={550}>{heading}</Text>
              <Text size="sm" c="dimmed" lineClamp={1}>
                {shown.length === 0 ? "Empty in the first rows" : shown.join(" · ")}
              </Text>
            </div>
            <NativeSelect
              aria-label={`Field of ${heading}`}
              value={matching[at] ?? ""}
              data={[{ value: "", label: "Do not import" }, ...fields]}
              onChange={({ currentTarget }) =>
                onMatch(matchColumn(matching, at, (currentTarget.value || null) as ImportColumn | null))
              }
            />
          </li>
        );
      })}
    </ul>
  );
}
