// The templates: what new accounts may be prefilled with.
import type { AccountTemplate } from "@hesper/contract";
import { Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { loginTypeNames } from "../accounts/details.ts";
import { Ask } from "../brand/ask.tsx";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { ShowMore } from "../brand/show-more.tsx";
import { TemplateDialog } from "./template-dialog.tsx";
import { useDeleteTemplate, useTemplates } from "./templates.ts";
import "../accounts/accounts.css";

type Open = { readonly edits: AccountTemplate | null } | { readonly deletes: AccountTemplate } | null;

/** @param acts false: who looks changes nothing. */
export function TemplatesPanel({ acts }: { acts: boolean }) {
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState<Open>(null);
  const templates = useTemplates(search);
  const items = templates.data?.pages.flatMap((page) => page.items) ?? [];
  const close = () => setOpen(null);
  return (
    <section className="hesper-card" aria-labelledby="templates-title">
      <Stack>
        <Group justify="space-between" align="flex-start">
          <div style={{ flex: "1 1 280px" }}>
            <Title order={2} id="templates-title">
              Templates
            </Title>
            <Text size="sm" c="dimmed">
              Name, URLs, apps and login type, to begin new accounts with. They hold no secrets.
            </Text>
          </div>
          {acts && (
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen({ edits: null })}>
              Create template
            </Button>
          )}
        </Group>
        <TextInput
          type="search"
          aria-label="Search templates"
          placeholder="Beginning of the name"
          maxLength={100}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          leftSection={<IconSearch size={16} aria-hidden />}
        />
        {templates.isPending && <LoadingCard height={120} />}
        {templates.isError && !templates.data && (
          <LoadError error={templates.error} retry={() => templates.refetch()} />
        )}
        {templates.data && items.length === 0 && (
          <Text c="dimmed">{search === "" ? "There are no templates yet." : "No template begins with this."}</Text>
        )}
        {items.length > 0 && <TemplateTable templates={items} onOpen={acts ? setOpen : null} />}
        <ShowMore list={templates} />
      </Stack>
      {open && "edits" in open && <TemplateDialog template={open.edits} onClose={close} />}
      {open && "deletes" in open && <DeleteTemplate template={open.deletes} onClose={close} />}
    </section>
  );
}

interface TableProps {
  readonly templates: readonly AccountTemplate[];
  readonly onOpen: ((open: Open) => void) | null;
}

function TemplateTable({ templates, onOpen }: TableProps) {
  return (
    <table className="accounts-table" aria-label="Templates">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">URLs and apps</th>
          <th scope="col">Login type</th>
          <th scope="col">Actions</th>
        </tr>
      </thead>
      <tbody>
        {templates.map((template) => (
          <tr key={template.id}>
            <td>
              <Text fw={550}>{template.name}</Text>
            </td>
            <td>
              <Text size="sm">{[...template.urls, ...template.apps].join(", ")}</Text>
            </td>
            <td>
              <Text size="sm">{loginTypeNames[template.loginType]}</Text>
            </td>
            <td>
              {onOpen && (
                <Group gap="xs" justify="flex-end" wrap="nowrap">
                  <Button
                    variant="default"
                    size="xs"
                    aria-label={`Edit the template ${template.name}`}
                    onClick={() => onOpen({ edits: template })}
                  >
                    Edit
                  </Button>
                  <Button
                    variant="default"
                    size="xs"
                    aria-label={`Delete the template ${template.name}`}
                    onClick={() => onOpen({ deletes: template })}
                  >
                    Delete
                  </Button>
                </Group>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DeleteTemplate({ template, onClose }: { template: AccountTemplate; onClose: () => void }) {
  const remove = useDeleteTemplate();
  const onSuccess = () => {
    notifications.show({ color: "teal", title: "Deleted", message: `The template ${template.name} is gone.` });
    onClose();
  };
  return (
    <Ask
      title={`Delete the template ${template.name}`}
      action="Delete"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(template, { onSuccess })}
      onClose={onClose}
    >
      <Text>Accounts that were made from it stay as they are.</Text>
    </Ask>
  );
}
