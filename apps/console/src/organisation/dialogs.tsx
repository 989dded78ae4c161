// Making, renaming and deleting a company, a department or a position.
import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { Ask } from "../brand/ask.tsx";
import { RenameForm } from "../brand/rename-form.tsx";
import { counted } from "../brand/times.ts";
import { refusedOf } from "../session/change.ts";
import { type Entry, type Kind, kindWords, type Named, useMake, useRemove, useRename } from "./organisation.ts";
import { Pick } from "./pick.tsx";

export type Open =
  | { readonly what: "make"; readonly kind: Kind; readonly company: Named | null }
  /** As it was seen: a change of what was not seen is refused. */
  | { readonly what: "rename" | "delete"; readonly kind: Kind; readonly entry: Entry };

type Props = Open & { readonly onClose: () => void };

export function Dialog(props: Props) {
  if (props.what === "make") return <MakeDialog {...props} />;
  return props.what === "rename" ? <RenameDialog {...props} /> : <DeleteDialog {...props} />;
}

type Of<W extends Open["what"]> = Extract<Props, { what: W }>;

function MakeDialog({ kind, company, onClose }: Of<"make">) {
  const make = useMake();
  const { one } = kindWords[kind];
  return (
    <RenameForm
      title={company ? `New ${one} of ${company.name}` : `New ${one}`}
      name=""
      busy={make.isPending}
      refusal={refusedOf(make.error)}
      onSave={(name) => make.mutate({ kind, name, companyId: company?.id }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

function RenameDialog({ kind, entry, onClose }: Of<"rename" | "delete">) {
  const rename = useRename();
  return (
    <RenameForm
      title={`Rename ${entry.name}`}
      name={entry.name}
      busy={rename.isPending}
      refusal={refusedOf(rename.error)}
      onSave={(name) => rename.mutate({ kind, entry, name }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

function DeleteDialog({ kind, entry, onClose }: Of<"rename" | "delete">) {
  const remove = useRemove();
  const [target, setTarget] = useState<Named | null>(null);
  const [isMissing, setMissing] = useState(false);
  const departments = "departments" in entry ? entry.departments : 0;
  const isUsed = entry.employees > 0 || departments > 0;
  const { one } = kindWords[kind];
  const confirm = () => {
    if (isUsed && !target) return setMissing(true);
    remove.mutate(
      { kind, entry, moveTo: target?.id ?? null },
      {
        onSuccess: () => {
          const where = target ? ` Its employees are in ${target.name} now.` : "";
          notifications.show({ color: "teal", title: "Deleted", message: `The ${one} ${entry.name} is gone.${where}` });
          onClose();
        },
      },
    );
  };
  return (
    <Ask
      title={`Delete ${entry.name}`}
      action={isUsed ? "Move and delete" : "Delete"}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      {isUsed ? (
        <>
          <Text>{usedWords(entry, departments)} Choose where they go; nobody is deleted.</Text>
          <Pick
            kind={kind}
            label="Move to"
            placeholder={`Another ${one}`}
            value={target}
            onChange={(chosen) => {
              setTarget(chosen);
              setMissing(false);
            }}
            company={"company" in entry ? entry.company : null}
            without={entry.id}
            error={isMissing ? `Choose another ${one}.` : undefined}
          />
          {departments > 0 && (
            <Text size="sm" c="dimmed">
              A department that the other company has under the same name becomes one with it.
            </Text>
          )}
        </>
      ) : (
        <Text>No employee belongs to it. Nothing else is lost.</Text>
      )}
    </Ask>
  );
}

function usedWords({ name, employees }: Entry, departments: number): string {
  const some = [
    ...(employees > 0 ? [counted(employees, "employee")] : []),
    ...(departments > 0 ? [counted(departments, "department")] : []),
  ];
  return `${name} still has ${some.join(" and ")}.`;
}
