// The tab "Organisation" of the settings: companies with their departments, and positions, kept tidy.
import { Button, Group, Loader, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type Ref, useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { useKeptFocus } from "../brand/kept-focus.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { ShowMore } from "../brand/show-more.tsx";
import { useSession } from "../session/session.ts";
import { Dialog, type Open } from "./dialogs.tsx";
import { EntryRow } from "./entry-row.tsx";
import { type Entry, type Kind, kindWords, type Named, useEntries } from "./organisation.ts";
import "./organisation.css";

export function OrganisationTab() {
  useTitle("Organisation");
  const acts = useSession().data?.user.role === "administrator";
  const [open, setOpen] = useState<Open | null>(null);
  const { heading, keepFocus } = useKeptFocus();
  const onOpen = acts ? setOpen : null;
  const close = () => {
    setOpen(null);
    keepFocus();
  };
  return (
    <Stack>
      <EntryCard
        kind="company"
        heading={heading}
        title="Companies"
        about="Employees belong to one, and to one of its departments."
        onOpen={onOpen}
      />
      <EntryCard
        kind="position"
        title="Positions"
        about="What employees are: the same in every company."
        onOpen={onOpen}
      />
      {open && <Dialog {...open} onClose={close} />}
    </Stack>
  );
}

/** Null: who looks changes nothing. */
export type OnOpen = ((open: Open) => void) | null;

interface CardProps {
  readonly kind: "company" | "position";
  readonly title: string;
  readonly about: string;
  readonly onOpen: OnOpen;
  readonly heading?: Ref<HTMLHeadingElement>;
}

function EntryCard({ kind, title, about, onOpen, heading }: CardProps) {
  const [typed, setTyped] = useState("");
  const id = `organisation-${kind}`;
  const { one } = kindWords[kind];
  return (
    <section className="hesper-card" aria-labelledby={id}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <div style={{ flex: "1 1 240px" }}>
            <Title order={2} id={id} ref={heading} tabIndex={-1}>
              {title}
            </Title>
            <Text c="dimmed">{about}</Text>
          </div>
          {onOpen && (
            <Button size="xs" onClick={() => onOpen({ what: "make", kind, company: null })}>
              New {one}
            </Button>
          )}
        </Group>
        <EntryList kind={kind} typed={typed} onTyped={setTyped} company={null} onOpen={onOpen} />
      </Stack>
    </section>
  );
}

interface ListProps {
  readonly kind: Kind;
  readonly company: Named | null;
  readonly onOpen: OnOpen;
  readonly typed?: string;
  /** Without it there is no search. */
  readonly onTyped?: (typed: string) => void;
}

/** The search is offered where one needs it. */
const searchedFrom = 10;

function EntryList({ kind, company, onOpen, typed = "", onTyped }: ListProps) {
  const list = useEntries(kind, { search: typed, companyId: company?.id });
  const items: readonly Entry[] = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isLong = items.length > searchedFrom || typed !== "";
  const { many } = kindWords[kind];
  return (
    <>
      {onTyped && isLong && (
        <TextInput
          type="search"
          aria-label={`Search ${many}`}
          placeholder="Name"
          maxLength={100}
          value={typed}
          onChange={({ currentTarget }) => onTyped(currentTarget.value)}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={list.isFetching ? <Loader size={16} aria-hidden /> : null}
          autoComplete="off"
        />
      )}
      {list.isPending && <LoadingCard height={96} />}
      {list.isError && !list.data && <LoadError error={list.error} retry={() => list.refetch()} />}
      {list.data && items.length === 0 && (
        <Text c="dimmed">{typed === "" ? `There are no ${many} yet.` : `None of the ${many} is called so.`}</Text>
      )}
      {items.length > 0 && (
        <ul className="organisation-list" aria-label={company ? `Departments of ${company.name}` : undefined}>
          {items.map((entry) => (
            <EntryRow key={entry.id} kind={kind} entry={entry} onOpen={onOpen}>
              {kind === "company" && <EntryList kind="department" company={entry} onOpen={onOpen} />}
            </EntryRow>
          ))}
        </ul>
      )}
      <ShowMore list={list} />
    </>
  );
}
