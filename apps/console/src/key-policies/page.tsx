// The tab "Key policies" of the settings: what keys ask of their PINs, the default first.
import type { KeyPolicy } from "@hesper/contract";
import { Anchor, Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { useKeptFocus } from "../brand/kept-focus.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { ShowMore } from "../brand/show-more.tsx";
import { counted } from "../brand/times.ts";
import { useSession } from "../session/session.ts";
import { DeletePolicyDialog, PolicyDialog } from "./dialogs.tsx";
import { useKeyPolicies } from "./policies.ts";
import { rulesInWords } from "./words.ts";
import "./key-policies.css";

type Open = { readonly edits: KeyPolicy | null } | { readonly deletes: KeyPolicy } | null;

export function KeyPoliciesTab() {
  useTitle("Key policies");
  const acts = useSession().data?.user.role === "administrator";
  const [open, setOpen] = useState<Open>(null);
  const policies = useKeyPolicies();
  const { heading, keepFocus } = useKeptFocus();
  const items = policies.data?.pages.flatMap((page) => page.items) ?? [];
  const close = () => {
    setOpen(null);
    keepFocus();
  };
  return (
    <section className="hesper-card" aria-labelledby="key-policies-title">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <div style={{ flex: "1 1 280px" }}>
            <Title order={2} id="key-policies-title" ref={heading} tabIndex={-1}>
              Key policies
            </Title>
            <Text c="dimmed">
              What a key asks of its PIN, and how long it works without contact. A change reaches each key at its next
              contact.
            </Text>
          </div>
          {acts && (
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen({ edits: null })}>
              New policy
            </Button>
          )}
        </Group>
        {policies.isPending && <LoadingCard height={160} />}
        {policies.isError && !policies.data && <LoadError error={policies.error} retry={() => policies.refetch()} />}
        {items.length > 0 && (
          <ul className="key-policies" aria-label="Key policies">
            {items.map((policy) => (
              <Row key={policy.id} policy={policy} onOpen={acts ? setOpen : null} />
            ))}
          </ul>
        )}
        <ShowMore list={policies} />
      </Stack>
      {open && "edits" in open && <PolicyDialog policy={open.edits} onClose={close} />}
      {open && "deletes" in open && <DeletePolicyDialog policy={open.deletes} onClose={close} />}
    </section>
  );
}

function Row({ policy, onOpen }: { policy: KeyPolicy; onOpen: ((open: Open) => void) | null }) {
  const { name, isDefault, keys } = policy;
  return (
    <li>
      <div>
        <Group gap="xs">
          <Text fw={550}>{name}</Text>
          {isDefault && (
            <Badge variant="light" tt="none">
              Default
            </Badge>
          )}
        </Group>
        <Text size="sm">{rulesInWords(policy).join(" · ")}</Text>
        <Text size="sm" c="dimmed">
          {isDefault && "Of every key that is given no other. "}
          {keys === 0 ? (
            "No key has it."
          ) : (
            <Anchor
              size="sm"
              underline="always"
              renderRoot={(props) => <Link {...props} to="/keys" search={{ policy: policy.id }} />}
            >
              {counted(keys, "key")} {keys === 1 ? "has" : "have"} it
            </Anchor>
          )}
        </Text>
      </div>
      {onOpen && (
        <Group gap="xs" wrap="nowrap">
          <Button
            variant="default"
            size="xs"
            aria-label={`Edit the policy ${name}`}
            onClick={() => onOpen({ edits: policy })}
          >
            Edit
          </Button>
          {!isDefault && (
            <Button
              variant="default"
              size="xs"
              aria-label={`Delete the policy ${name}`}
              onClick={() => onOpen({ deletes: policy })}
            >
              Delete
            </Button>
          )}
        </Group>
      )}
    </li>
  );
}
