// What the server makes of an import: its preview, how far it is, and how it ended.
import type { EmployeeImport } from "@hesper/contract";
import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { counted } from "../brand/times.ts";
import { RefusedError } from "../session/api.ts";
import { useDiscardImport, useImport } from "./import.ts";
import { PreviewCard } from "./preview-card.tsx";
import { ProgressBar } from "./progress-bar.tsx";

export function ServerImport({ id, onAnother }: { id: string; onAnother: () => void }) {
  const query = useImport(id);
  const { data: one, error } = query;
  const isGone = error instanceof RefusedError && error.refusal.code === "not_found";
  if (isGone) return <Gone onAnother={onAnother} />;
  if (query.isError && !one) return <LoadError error={error} retry={() => query.refetch()} />;
  if (!one) return <LoadingCard height={280} />;
  if (one.state === "receiving") return <Unfinished one={one} onAnother={onAnother} />;
  if (one.state === "checked") return <PreviewCard one={one} onAnother={onAnother} />;
  return one.state === "applied" ? (
    <Applied one={one} onAnother={onAnother} />
  ) : (
    <AtWork one={one} onAnother={onAnother} />
  );
}

const works = {
  checking: {
    title: "Looking at the rows",
    label: "How many rows are looked at",
    text: "Each row is compared with the employees that there are. Nothing is changed yet.",
  },
  applying: {
    title: "Importing",
    label: "How many rows are imported",
    text: "All rows are written at once: until the last one is, nobody sees any of them.",
  },
  finishing: {
    title: "Making them easy to find",
    label: "How many rows can be searched for",
    text: "The employees are in the list. The search learns their words now.",
  },
} as const;

function AtWork({ one, onAnother }: { one: EmployeeImport; onAnother: () => void }) {
  const discard = useDiscardImport();
  const { title, label, text } = works[one.state as keyof typeof works];
  return (
    <section className="hesper-card" aria-label="Import">
      <Stack>
        <div role="status">
          <Title order={2}>{title}</Title>
          <Text c="dimmed">{text} You may leave this page: its address leads back here.</Text>
        </div>
        <ProgressBar label={label} done={one.done} total={one.rows} />
        {one.state === "checking" && (
          <Group>
            <Button
              variant="default"
              loading={discard.isPending}
              onClick={() => discard.mutate(one.id, { onSuccess: onAnother })}
            >
              Cancel
            </Button>
          </Group>
        )}
      </Stack>
    </section>
  );
}

function Applied({ one, onAnother }: { one: EmployeeImport; onAnother: () => void }) {
  const queries = useQueryClient();
  useEffect(() => {
    for (const name of ["people", "organisation"]) void queries.invalidateQueries({ queryKey: [name] });
  }, [queries]);
  return (
    <section className="hesper-card" aria-label="Import">
      <Stack>
        <Title order={2}>Imported</Title>
        <Alert color="teal" variant="light" role="status" icon={<IconCircleCheck aria-hidden />}>
          <Text c="var(--mantine-color-text)">{resultWords(one)}</Text>
        </Alert>
        <Text size="sm">Nobody was mailed. Whoever shall log in is invited on their page in the list.</Text>
        <Group>
          <Button component={Link} to="/employees">
            Go to the employees
          </Button>
          <Button variant="default" onClick={onAnother}>
            Import another file
          </Button>
        </Group>
      </Stack>
    </section>
  );
}

function resultWords({ counts, leftOut, fileName }: EmployeeImport): string {
  const { created, changed, unchanged, refused } = counts;
  const parts = [
    `${counted(created, "employee was", "employees were")} added`,
    `${counted(changed, "was", "were")} changed`,
    ...(unchanged > 0 ? [`${counted(unchanged, "row")} changed nothing`] : []),
    ...(leftOut && refused > 0 ? [`${counted(refused, "refused row was", "refused rows were")} left out`] : []),
  ];
  return `${fileName}: ${parts.join(", ")}.`;
}

function Unfinished({ one, onAnother }: { one: EmployeeImport; onAnother: () => void }) {
  return (
    <section className="hesper-card" aria-label="Import">
      <Stack>
        <Title order={2}>The file was not sent as a whole</Title>
        <Text>
          {counted(one.rows, "row")} of {one.fileName} arrived before the page was left. Nothing was changed. Choose the
          file again.
        </Text>
        <Group>
          <Button onClick={onAnother}>Choose a file</Button>
        </Group>
      </Stack>
    </section>
  );
}

function Gone({ onAnother }: { onAnother: () => void }) {
  return (
    <section className="hesper-card" aria-label="Import">
      <Stack>
        <Title order={2}>This import is not there any more</Title>
        <Text>
          It was discarded, is more than a day old, or somebody else made it. What an import brought in stays in the
          list.
        </Text>
        <Group>
          <Button onClick={onAnother}>Choose a file</Button>
        </Group>
      </Stack>
    </section>
  );
}
