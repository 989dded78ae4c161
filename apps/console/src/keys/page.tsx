// The page "Keys": all keys of all employees, found by words and filters that stand in its address.
import { Anchor, Button, Group, Stack, Text, Title } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { useKeptFocus } from "../brand/kept-focus.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { More } from "../brand/more.tsx";
import { DeliverButton } from "../deliveries/deliver-button.tsx";
import { NotForEmployees } from "../employees/not-for-employees.tsx";
import { useSession } from "../session/session.ts";
import { AddKeyDialog } from "./add-dialog.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { isNarrowed, type KeySearch, queryOf } from "./filters.ts";
import { useKeys } from "./keys.ts";
import { KeyTable } from "./table.tsx";
import "./keys.css";

const route = getRouteApi("/shell/keys");

export function KeysPage() {
  useTitle("Keys");
  const role = useSession().data?.user.role;
  if (role === undefined) return null;
  return role === "employee" ? <NotForEmployees title="Keys" /> : <Keys mayAdd={role === "administrator"} />;
}

function Keys({ mayAdd }: { mayAdd: boolean }) {
  const [adding, setAdding] = useState(false);
  const { heading, keepFocus } = useKeptFocus();
  const close = () => {
    setAdding(false);
    keepFocus();
  };
  const search = route.useSearch();
  const navigate = route.useNavigate();
  // Letters of a search are no steps of the browser's "Back".
  const change = (changed: KeySearch, replace = false) => navigate({ search: changed, replace });
  return (
    <Stack className="hesper-wide">
      <div>
        <Group justify="space-between" wrap="nowrap">
          <Title order={1} ref={heading} tabIndex={-1}>
            Keys
          </Title>
          {mayAdd && <Button onClick={() => setAdding(true)}>Add a key</Button>}
        </Group>
        <Text c="dimmed">
          What holds the accounts of employees. What a key asks of its PIN stands in the{" "}
          <Anchor component={Link} to="/settings/key-policies" underline="always">
            key policies
          </Anchor>
          .
        </Text>
      </div>
      <DeliverButton />
      <KeyList search={search} onChange={change} onAdd={mayAdd ? () => setAdding(true) : null} />
      {adding && <AddKeyDialog onClose={close} />}
    </Stack>
  );
}

interface ListProps extends Pick<NoneProps, "onAdd"> {
  readonly search: KeySearch;
  readonly onChange: (search: KeySearch, replace?: boolean) => void;
}

function KeyList({ search, onChange, onAdd }: ListProps) {
  const query = useMemo(() => queryOf(search), [search]);
  const list = useKeys(query);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="hesper-card key-list" aria-label="All keys">
      <FilterBar search={search} onChange={onChange} busy={list.isFetching && !list.isFetchingNextPage} />
      {list.isPending && <LoadingCard height={280} />}
      {list.isError && !list.data && <LoadError error={list.error} retry={() => list.refetch()} />}
      {items.length > 0 && (
        <div aria-busy={list.isPlaceholderData} className="key-results">
          <KeyTable items={items} />
          <More list={list} shown={items.length} noun="key" />
        </div>
      )}
      {list.data && items.length === 0 && (
        <None narrowed={isNarrowed(search)} onShowAll={() => onChange({})} onAdd={onAdd} />
      )}
    </section>
  );
}

interface NoneProps {
  readonly narrowed: boolean;
  readonly onShowAll: () => void;
  /** Null: whoever sees it may not. */
  readonly onAdd: (() => void) | null;
}

function None({ narrowed, onShowAll, onAdd }: NoneProps) {
  return (
    <Stack gap="xs" align="flex-start" py="md">
      <Text fw={550}>{narrowed ? "No key fits" : "There is no key yet"}</Text>
      <Text c="dimmed">
        {narrowed
          ? "The name and the email of the employee are searched, each word from its beginning."
          : "With the first one, accounts reach whoever needs them."}
      </Text>
      <Group gap="xs">
        {narrowed ? (
          <Button variant="default" size="xs" onClick={onShowAll}>
            Show all keys
          </Button>
        ) : (
          onAdd && (
            <Button size="xs" onClick={onAdd}>
              Add a key
            </Button>
          )
        )}
      </Group>
    </Stack>
  );
}
