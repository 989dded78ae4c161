// The first step: a file is chosen or dropped.
import { Button, Stack, Text, Title } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { type DragEvent, useRef, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { readTable, type Table } from "./table.ts";

export function ChooseCard({ onTable }: { onTable: (table: Table) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [state, setState] = useState({ reading: false, over: false, problem: "" });
  const choose = async (file: File | undefined) => {
    if (!file) return;
    setState({ reading: true, over: false, problem: "" });
    const read = await readTable(file);
    if ("table" in read) return onTable(read.table);
    setState({ reading: false, over: false, problem: `${file.name}: ${read.problem}` });
  };
  const drag = (over: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setState((before) => ({ ...before, over }));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    void choose(event.dataTransfer.files[0]);
  };
  return (
    <section
      className="hesper-card import-drop"
      aria-label="Choose a file"
      data-over={state.over || undefined}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={drop}
    >
      <Stack align="flex-start">
        <Title order={2}>Choose a file</Title>
        <Text>
          The first row names the columns; every other row is an employee. Separated by commas, semicolons or tabs, in
          UTF-8, UTF-16 or Windows-1252. An export of this list is good too.
        </Text>
        <input
          ref={input}
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          hidden
          aria-label="CSV file"
          onChange={(event) => {
            void choose(event.currentTarget.files?.[0]);
            event.currentTarget.value = "";
          }}
        />
        <Button
          leftSection={<IconFileUpload size={16} aria-hidden />}
          loading={state.reading}
          onClick={() => input.current?.click()}
        >
          Choose a CSV file
        </Button>
        <Text size="sm" c="dimmed">
          Or drop it here. Up to 200,000 rows and 50 MB.
        </Text>
        <ErrorMessage>{state.problem}</ErrorMessage>
      </Stack>
    </section>
  );
}
