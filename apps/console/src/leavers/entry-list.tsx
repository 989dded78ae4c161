// The accounts on a leaver's list: changed from here, or ticked off by hand.
import { Button, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { lazy, Suspense, useState } from "react";
import { useKeptFocus } from "../brand/kept-focus.ts";
import { ErrorMessage, LoadError, LoadingCard } from "../brand/messages.tsx";
import { More } from "../brand/more.tsx";
import { exactTime } from "../brand/times.ts";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { type EntryFilter, type Leaver, type LeaverEntry, useEntries, useTick } from "./leavers.ts";
import { doneWords, partWords } from "./words.ts";
import "./leavers.css";

const SecretDialog = lazy(async () => ({ default: (await import("./secret-dialog.tsx")).SecretDialog }));

const filters = [
  { value: "open", label: "To be changed" },
  { value: "done", label: "Done" },
  { value: "all", label: "All" },
] satisfies { value: EntryFilter; label: string }[];

type Part = "edit_password" | "edit_otp";

export function EntryList({ leaver, acts }: { leaver: Leaver; acts: boolean }) {
  const [filter, setFilter] = useState<EntryFilter>(leaver.open > 0 ? "open" : "all");
  const [open, setOpen] = useState<{ part: Part; entry: LeaverEntry } | null>(null);
  const list = useEntries(leaver.id, filter);
  const { heading, keepFocus } = useKeptFocus();
  const { tick, error } = useTicking(leaver, keepFocus);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const close = () => {
    setOpen(null);
    keepFocus();
  };
  return (
    <section className="hesper-card" aria-labelledby="leaver-accounts">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} id="leaver-accounts" ref={heading} tabIndex={-1}>
            Accounts
          </Title>
          <SegmentedControl
            aria-label="Which accounts"
            data={filters}
            value={filter}
            onChange={(value) => setFilter(value as EntryFilter)}
          />
        </Group>
        <Text size="sm" c="dimmed">
          Change the password and the OTP secret where they are used, then here: an account is done when both were
          changed. One without an OTP secret, or that is closed where it was used, is ticked off by hand.
        </Text>
        <ErrorMessage>{error}</ErrorMessage>
        {list.isPending && <LoadingCard height={200} />}
        {list.isError && !list.data && <LoadError error={list.error} retry={() => list.refetch()} />}
        {list.data && items.length === 0 && (
          <Text c="dimmed" py="md">
            {filter === "done" ? "Nothing is done yet." : "Nothing is left to be changed."}
          </Text>
        )}
        {items.length > 0 && (
          <>
            <ul className="leaver-entries" aria-label="Accounts">
              {items.map((entry) => (
                <Row
                  key={entry.account}
                  entry={entry}
                  acts={acts}
                  onTick={(isDone) => tick(entry, isDone)}
                  onOpen={(part) => setOpen({ part, entry })}
                />
              ))}
            </ul>
            <More list={list} shown={items.length} noun="account" />
          </>
        )}
      </Stack>
      {open && (
        <Suspense>
          <SecretDialog action={open.part} accountId={open.entry.account} name={open.entry.name} onClose={close} />
        </Suspense>
      )}
    </section>
  );
}

function useTicking(leaver: Leaver, keepFocus: () => void) {
  const ticking = useTick();
  const refusal = refusedOf(ticking.error);
  const tick = (entry: LeaverEntry, isDone: boolean) => {
    const title = isDone ? "Ticked off" : "Back on the list";
    const told = () => {
      notifications.show({ color: "teal", title, message: entry.name });
      keepFocus();
    };
    ticking.mutate({ leaver, entry, isDone }, { onSuccess: told });
  };
  return { tick, error: refusal && sentenceOf(refusal) };
}

interface RowProps {
  readonly entry: LeaverEntry;
  readonly acts: boolean;
  readonly onTick: (isDone: boolean) => void;
  readonly onOpen: (part: Part) => void;
}

function Row({ entry, acts, onTick, onOpen }: RowProps) {
  const { name, login, kind, exists, seenUntil, done } = entry;
  const facts = [login, kind === "personal" ? "Personal" : "Shared"];
  if (seenUntil !== null) facts.push(`could be seen until ${exactTime(seenUntil)}`);
  if (!exists && done?.how !== "deleted") facts.push("deleted here: change it where it is used");
  return (
    <li>
      <div>
        <Text fw={550}>{name}</Text>
        <Text size="sm" c="dimmed">
          {facts.filter(Boolean).join(" · ")}
        </Text>
        {done === null ? (
          <Text size="sm">{partWords(entry).join(" · ")}</Text>
        ) : (
          <Text size="sm">
            {doneWords(done)}, <time dateTime={done.at}>{exactTime(done.at)}</time>
          </Text>
        )}
      </div>
      {acts && (
        <Group gap="xs">
          {done === null && exists && <Changes entry={entry} onOpen={onOpen} />}
          {done === null && (
            <Button size="compact-sm" aria-label={`Tick off ${name}`} onClick={() => onTick(true)}>
              Tick off
            </Button>
          )}
          {done?.how === "by_hand" && (
            <Button variant="default" size="compact-sm" aria-label={`Undo ${name}`} onClick={() => onTick(false)}>
              Undo
            </Button>
          )}
        </Group>
      )}
    </li>
  );
}

function Changes({ entry, onOpen }: { entry: LeaverEntry; onOpen: (part: Part) => void }) {
  const { name, passwordChangedAt, otpChangedAt } = entry;
  return (
    <>
      {passwordChangedAt === null && (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={`Edit password of ${name}`}
          onClick={() => onOpen("edit_password")}
        >
          Edit password
        </Button>
      )}
      {otpChangedAt === null && (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={`Edit OTP secret of ${name}`}
          onClick={() => onOpen("edit_otp")}
        >
          Edit OTP secret
        </Button>
      )}
    </>
  );
}
