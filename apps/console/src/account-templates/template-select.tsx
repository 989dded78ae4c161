// Choosing a template, by the beginning of its name.
import type { AccountTemplate } from "@hesper/contract";
import { Select } from "@mantine/core";
import { useState } from "react";
import { useTemplates } from "./templates.ts";

export function TemplateSelect({ onChoose }: { onChoose: (template: AccountTemplate) => void }) {
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const templates = useTemplates(search);
  const items = templates.data?.pages.flatMap((page) => page.items) ?? [];
  // Without any there is nothing to choose.
  if (items.length === 0 && search === "") return null;
  return (
    <Select
      label="From a template"
      description="Prefills name, URLs, apps and login type. All can be changed."
      placeholder="By hand"
      searchable
      clearable
      nothingFoundMessage="No template begins with this"
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options }) => options}
      value={chosen}
      data={items.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id) => {
        setChosen(id);
        const template = items.find((one) => one.id === id);
        if (template) onChoose(template);
      }}
    />
  );
}
