// Exporting what the filters show: the format, how far it is, cancelling, and how many events were saved.
import { Alert, Button, Group, Modal, Progress, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { counted } from "../brand/times.ts";
import type { Query } from "./audit.ts";
import { chooseSink, exportEvents, type Format, formats, type Progress as HowFar } from "./export.ts";

interface Props {
  readonly query: Query;
  /** "1,234 events", as the page counts them now. */
  readonly count: string;
  readonly filtered: boolean;
  readonly onClose: () => void;
}

type State =
  | { readonly is: "ready"; readonly problem: string }
  | { readonly is: "running"; readonly progress: HowFar }
  | { readonly is: "done"; readonly events: number; readonly name: string };

export function ExportDialog({ query, count, filtered, onClose }: Props) {
  const [format, setFormat] = useState<Format>("csv");
  const { state, start, cancel } = useExport(query);
  const running = state.is === "running";
  const close = () => {
    cancel();
    onClose();
  };
  return (
    <Modal opened onClose={close} title="Export" closeOnClickOutside={!running} closeOnEscape={!running}>
      <Stack>
        {state.is === "ready" && <Choice {...{ count, filtered, format }} onChange={setFormat} />}
        {state.is === "running" && <Running progress={state.progress} />}
        {state.is === "done" && <Done events={state.events} name={state.name} />}
        <ErrorMessage>{state.is === "ready" ? state.problem : ""}</ErrorMessage>
        <Group justify="flex-end">
          {state.is === "ready" && (
            <>
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button onClick={() => start(format)} data-autofocus>
                Download
              </Button>
            </>
          )}
          {running && (
            <Button variant="default" onClick={cancel}>
              Cancel the download
            </Button>
          )}
          {state.is === "done" && <Button onClick={close}>Close</Button>}
        </Group>
      </Stack>
    </Modal>
  );
}

/** Drawing each piece of a million lines would take longer than reading them. */
const drawEveryMs = 100;

function useExport(query: Query) {
  const [state, setState] = useState<State>({ is: "ready", problem: "" });
  const stop = useRef<AbortController | null>(null);
  const start = async (format: Format) => {
    const sink = await chooseSink(format);
    if (!sink) return;
    stop.current = new AbortController();
    setState({ is: "running", progress: { events: 0, total: null } });
    let drawnMs = 0;
    const onProgress = (progress: HowFar) => {
      if (performance.now() - drawnMs < drawEveryMs) return;
      drawnMs = performance.now();
      setState({ is: "running", progress });
    };
    const result = await exportEvents({ format, query, sink, signal: stop.current.signal, onProgress });
    stop.current = null;
    if (result.ok) return setState({ is: "done", events: result.events, name: sink.name });
    setState({ is: "ready", problem: result.cancelled ? "" : result.sentence });
  };
  return { state, start, cancel: () => stop.current?.abort() };
}

interface ChoiceProps {
  readonly count: string;
  readonly filtered: boolean;
  readonly format: Format;
  readonly onChange: (format: Format) => void;
}

const abouts: Record<Format, string> = {
  csv: "For spreadsheets. No cell can run as a formula: those that could begin with a single quote.",
  jsonl: "For programs: one event a line, with everything that is known of it.",
};

function Choice({ count, filtered, format, onChange }: ChoiceProps) {
  return (
    <>
      <Text>
        {filtered ? `The ${count} that the filters show` : `All events: ${count}`}, the latest first. That you export
        them is an event itself.
      </Text>
      <div>
        <SegmentedControl
          role="radiogroup"
          aria-label="Format"
          fullWidth
          value={format}
          onChange={(value) => onChange(value as Format)}
          data={Object.entries(formats).map(([value, { label }]) => ({ value, label }))}
        />
        <Text size="sm" mt={6} c="dimmed" aria-live="polite">
          {abouts[format]}
        </Text>
      </div>
    </>
  );
}

function Running({ progress: { events, total } }: { progress: HowFar }) {
  // What happens meanwhile may make it a few more.
  const percent = total === null || total === 0 ? 0 : Math.min(100, (events / total) * 100);
  return (
    <div>
      <Progress.Root size="lg">
        <Progress.Section value={percent} aria-label="How much is downloaded" />
      </Progress.Root>
      <Text size="sm" mt={6}>
        {total === null
          ? "Waiting for the first events ..."
          : `${events.toLocaleString("en")} of ${counted(total, "event")}`}
      </Text>
    </div>
  );
}

function Done({ events, name }: { events: number; name: string }) {
  return (
    <Alert color="teal" variant="light" role="status" icon={<IconCircleCheck aria-hidden />}>
      <Text size="sm" c="var(--mantine-color-text)">
        {counted(events, "event was", "events were")} saved as {name}.
      </Text>
    </Alert>
  );
}
