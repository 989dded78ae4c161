// The profile of an employee: as it is, and being edited. What was typed outlives what somebody else does meanwhile.
import type { Person } from "@hesper/contract";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { LeaveDialog } from "../brand/leave-dialog.tsx";
import { ErrorMessage } from "../brand/messages.tsx";
import { counted, exactTime } from "../brand/times.ts";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { SectionCard } from "./card.tsx";
import { changesOf, type Draft, disputed, draftOf, rebased } from "./draft.ts";
import { useChangeProfile } from "./employee.ts";
import { EmployeeFields, focusMistake } from "./employee-fields.tsx";
import type { SectionProps } from "./section.ts";
import {
  bodyOfChanges,
  type Field,
  fieldLabels,
  fields,
  type Mistakes,
  mistakesIn,
  mistakesOf,
  valuesOf,
  wordsOf,
} from "./values.ts";

export function ProfileSection({ person, acts }: SectionProps) {
  const [editing, setEditing] = useState(false);
  const begin = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  // The button that had the focus is there again.
  useEffect(() => {
    if (wasEditing.current && !editing) begin.current?.focus();
    wasEditing.current = editing;
  }, [editing]);
  if (editing) return <Editor person={person} onClose={() => setEditing(false)} />;
  const values = valuesOf(person);
  const edit = (
    <Button ref={begin} variant="default" size="xs" onClick={() => setEditing(true)}>
      Edit
    </Button>
  );
  return (
    <SectionCard title="Profile" action={acts && edit}>
      <dl className="employee-facts">
        {fields.map((field) => (
          <div key={field}>
            <dt>{fieldLabels[field]}</dt>
            <dd>{wordsOf(field, values) || <span className="employee-none">None</span>}</dd>
          </div>
        ))}
        <div>
          <dt>Added</dt>
          <dd>
            <time dateTime={person.createdAt}>{exactTime(person.createdAt)}</time>
          </dd>
        </div>
      </dl>
    </SectionCard>
  );
}

interface EditorProps {
  readonly person: Person;
  readonly onClose: () => void;
}

/** The form, which has the focus when it appears: the button that opened it is gone. */
function useForm() {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  return form;
}

/** The draft goes on from a newer version once the server has refused to save over it, or when nothing was typed. */
function useEditing({ person, onClose }: EditorProps) {
  const form = useForm();
  const [draft, setDraft] = useState(() => draftOf(person.revision, valuesOf(person)));
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const save = useChangeProfile();
  const changes = changesOf(draft);
  const refusal = refusedOf(save.error);
  const conflict = refusal?.code === "conflict" ? sentenceOf(refusal) : null;
  const [told, setTold] = useState<string | null>(null);
  const isBehind = person.revision !== draft.revision && (conflict !== null || changes.length === 0);
  useEffect(() => {
    if (!isBehind) return;
    const theirs = valuesOf(person);
    setDraft((before) =>
      changesOf(before).length === 0 ? draftOf(person.revision, theirs) : rebased(before, person.revision, theirs),
    );
    setTold(conflict);
  }, [isBehind, conflict, person]);
  const submit = () => {
    if (save.isPending) return;
    if (changes.length === 0) return onClose();
    const found = mistakesIn(draft.typed);
    setMistakes(found);
    if (Object.keys(found).length > 0) return focusMistake(form.current);
    save.mutate(
      { id: person.id, revision: draft.revision, changes: bodyOfChanges(draft.typed, changes) },
      {
        onSuccess: ({ name }) => {
          notifications.show({ color: "teal", title: "Saved", message: `The profile of ${name} is changed.` });
          onClose();
        },
        onError: (error) => {
          setMistakes(mistakesOf(refusedOf(error)?.errors ?? []));
          focusMistake(form.current);
        },
      },
    );
  };
  return { form, draft, setDraft, mistakes, setMistakes, changes, submit, save, told };
}

function Editor({ person, onClose }: EditorProps) {
  const { form, draft, setDraft, mistakes, setMistakes, changes, submit, save, told } = useEditing({
    person,
    onClose,
  });
  const refusal = refusedOf(save.error);
  const isAtFields = Object.keys(mistakesOf(refusal?.errors ?? [])).length > 0;
  const isOverlapped = Object.keys(draft.meanwhile).length > 0;
  const takeTheirs = (field: Field) =>
    setDraft((before) => ({ ...before, typed: { ...before.typed, [field]: before.seen[field] } }));
  return (
    <SectionCard title="Profile">
      <form
        ref={form}
        noValidate
        aria-label="Profile"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          {isOverlapped && <Overlap sentence={told} />}
          <EmployeeFields
            values={draft.typed}
            mistakes={mistakes}
            onChange={(typed) => {
              setDraft((before) => ({ ...before, typed }));
              setMistakes({});
            }}
            noteOf={(field) => <Note draft={draft} field={field} onTake={() => takeTheirs(field)} />}
          />
          <Text size="sm" c="dimmed">
            A new email ends links that were mailed to the old one; both addresses are told.
          </Text>
          <ErrorMessage>{refusal && !isAtFields && sentenceOf(refusal) !== told && sentenceOf(refusal)}</ErrorMessage>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              {isOverlapped ? "Save mine over it" : "Save"}
            </Button>
          </Group>
        </Stack>
      </form>
      <LeaveDialog
        losing={
          changes.length === 0 || save.isSuccess ? null : `${counted(changes.length, "change")} of ${person.name}`
        }
      />
    </SectionCard>
  );
}

function Overlap({ sentence }: { sentence: string | null }) {
  return (
    <Alert role="alert" variant="light" color="amber" title="Somebody else changed this meanwhile">
      <Text size="sm">{sentence}</Text>
      <Text size="sm">What you typed is still here and not saved. What they changed stands below the fields.</Text>
    </Alert>
  );
}

/** What somebody else made of the field. */
function Note({ draft, field, onTake }: { draft: Draft; field: Field; onTake: () => void }) {
  const news = draft.meanwhile[field];
  if (!news) return null;
  if (!disputed(draft, field)) {
    return (
      <Text size="sm" className="employee-note">
        Changed meanwhile. It was: {news.before || "none"}
      </Text>
    );
  }
  return (
    <Group gap="xs" justify="space-between" className="employee-note">
      <Text size="sm">Theirs: {news.now || "none"}</Text>
      <Button variant="default" size="compact-xs" onClick={onTake} aria-label={`Take theirs: ${fieldLabels[field]}`}>
        Take theirs
      </Button>
    </Group>
  );
}
