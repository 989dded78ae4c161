// "Import accounts": a file of another program, read here; what becomes of each entry; then sealed here and created.
import { exportFormatNames } from "@hesper/vault/import";
import { Button, Group, Modal, Progress, Stack, Text } from "@mantine/core";
import { openersWords, useRecipients } from "../accounts/recipients.ts";
import { ErrorMessage } from "../brand/messages.tsx";
import { counted } from "../brand/times.ts";
import { ChooseFile } from "./choose-file.tsx";
import { Preview } from "./preview.tsx";
import { type ImportRun, useImport } from "./use-import.ts";

interface Props {
  readonly employee: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}

export function ImportDialog({ employee, onClose }: Props) {
  const run = useImport(employee);
  const { stage } = run;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Import accounts for ${employee.name}`}
      size="xl"
      closeOnClickOutside={false}
      closeOnEscape={stage !== "running"}
      withCloseButton={stage !== "running"}
    >
      <Stack>
        {stage === "choosing" && <ChooseFile onFile={run.read} problem={run.problem} busy={run.reads} />}
        {stage === "choosing" && (
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
          </Group>
        )}
        {stage === "previewing" && run.plan && (
          <Chosen run={run} plan={run.plan} employee={employee} onClose={onClose} />
        )}
        {stage === "running" && <Running run={run} />}
        {stage === "over" && <Over run={run} onClose={onClose} />}
      </Stack>
    </Modal>
  );
}

interface ChosenProps extends Props {
  readonly run: ImportRun;
  readonly plan: NonNullable<ImportRun["plan"]>;
}

function Chosen({ run, plan, employee, onClose }: ChosenProps) {
  const recipients = useRecipients(employee).data;
  return (
    <>
      <Text>
        This is an export of <strong>{exportFormatNames[plan.format]}</strong> with{" "}
        {counted(plan.rows.length + plan.refused.length, "entry", "entries")}. Nothing is created yet.
        {recipients && ` What you choose is sealed to ${openersWords(recipients, employee)}.`}
      </Text>
      <Preview plan={plan} chosen={run.chosen} onChoose={run.choose} />
      <Group justify="flex-end">
        <Button variant="default" onClick={run.startAgain}>
          Choose another file
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={run.chosen.size === 0} onClick={run.begin}>
          {run.chosen.size === 0 ? "Import" : `Import ${counted(run.chosen.size, "account")}`}
        </Button>
      </Group>
    </>
  );
}

function Running({ run }: { run: ImportRun }) {
  return (
    <>
      <Text role="status">
        {run.done.toLocaleString("en")} of {counted(run.total, "account")} sealed and created
      </Text>
      <Progress value={run.total === 0 ? 0 : (run.done / run.total) * 100} aria-label="Accounts created" />
      <Group justify="flex-end">
        <Button variant="default" onClick={run.stop}>
          Stop
        </Button>
      </Group>
    </>
  );
}

function Over({ run, onClose }: { run: ImportRun; onClose: () => void }) {
  return (
    <>
      <Text fw={550} role="status">
        {counted(run.created, "account")} {run.created === 1 ? "was" : "were"} created.
      </Text>
      <ErrorMessage>{run.problem}</ErrorMessage>
      {run.failures.map(({ name, sentence }) => (
        <Text key={`${name}${sentence}`} size="sm">
          {name}: {sentence}
        </Text>
      ))}
      {run.left > 0 && <Text>{counted(run.left, "account")} still to be created. Those that are there stay.</Text>}
      {run.left === 0 && <Text>Delete the file now: whoever finds it can read every password in it.</Text>}
      <Group justify="flex-end">
        {run.left > 0 && <Button onClick={run.goOn}>Go on</Button>}
        <Button variant="default" onClick={onClose}>
          {run.left > 0 ? "Leave it at that" : "Done"}
        </Button>
      </Group>
    </>
  );
}
