// The section "Security keys": those that unlock the organisation key with a touch, adding one of one's own, and removing.
import type { OrganisationKey } from "@hesper/contract";
import { Anchor, Box, Button, Group, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useKeptFocus } from "../brand/kept-focus.ts";
import { exactTime, relativeTime } from "../brand/times.ts";
import { KeyStatus } from "../keys/status.tsx";
import { AddTouch } from "./add-touch.tsx";
import { useRemoveTouch } from "./organisation-key.ts";
import type { TouchKey } from "./own-touches.ts";
import { RemoveTouchDialog } from "./remove-touch-dialog.tsx";

interface Props {
  readonly current: OrganisationKey;
  /** The key that is being replaced; null: none is. */
  readonly replaced: OrganisationKey | null;
  readonly changes: boolean;
}

interface Removing {
  readonly of: OrganisationKey;
  readonly touch: TouchKey;
}

export function SecurityKeysCard({ current, replaced, changes }: Props) {
  const { heading, keepFocus } = useKeptFocus();
  const [removing, setRemoving] = useState<Removing | null>(null);
  const remove = useRemoveTouch();
  const close = () => {
    setRemoving(null);
    remove.reset();
    keepFocus();
  };
  const onRemove = changes ? (of: OrganisationKey, touch: TouchKey) => setRemoving({ of, touch }) : null;
  return (
    <section className="hesper-card" aria-labelledby="security-keys-title">
      <Stack>
        <div>
          <Title order={2} id="security-keys-title" ref={heading} tabIndex={-1}>
            Security keys
          </Title>
          <Text c="dimmed">
            A touch of one of these unlocks the key for its owner, beside the passphrase. Security keys break and get
            lost: the passphrase and the recovery sheet stay necessary.
          </Text>
        </div>
        <Touches label="Security keys that unlock the key" of={current} onRemove={onRemove} />
        {current.securityKeys.length === 0 && <NoneWords />}
        {replaced && replaced.securityKeys.length > 0 && (
          <div>
            <Text>
              These unlock the key that is being replaced, until it is forgotten. Whoever shall unlock the new one with
              a touch adds their security key again.
            </Text>
            <Touches label="Security keys that unlock the replaced key" of={replaced} onRemove={onRemove} />
          </div>
        )}
        {changes && <AddTouch current={current} onClosed={keepFocus} />}
        {changes && <LostWords />}
      </Stack>
      {removing && <RemoveTouchDialog {...removing} remove={remove} onClose={close} />}
    </section>
  );
}

function NoneWords() {
  return (
    <Text>
      None yet. A security key that unlocked an organisation key of before has to be added again: a new key is sealed to
      none.
    </Text>
  );
}

function LostWords() {
  return (
    <Text size="sm" c="dimmed">
      A security key that is lost is reported under “My keys”, or suspended under “Keys”: from then on it unlocks
      nothing. Whoever finds it needs its PIN or fingerprint, and a log-in of its owner as well.
    </Text>
  );
}

interface TouchesProps {
  readonly label: string;
  readonly of: OrganisationKey;
  /** Null: for those who change nothing. */
  readonly onRemove: ((of: OrganisationKey, touch: TouchKey) => void) | null;
}

function Touches({ label, of, onRemove }: TouchesProps) {
  if (of.securityKeys.length === 0) return null;
  return (
    <Stack component="ul" gap={0} m={0} p={0} aria-label={label} style={{ listStyle: "none" }}>
      {of.securityKeys.map((touch) => (
        <Row key={touch.keyId} touch={touch} onRemove={onRemove && (() => onRemove(of, touch))} />
      ))}
    </Stack>
  );
}

function Row({ touch, onRemove }: { touch: TouchKey; onRemove: (() => void) | null }) {
  const { keyId, name, status, employee, addedAt, lastUsedAt } = touch;
  return (
    <Group component="li" justify="space-between" py="sm" style={{ borderTop: "1px solid var(--hesper-line)" }}>
      <Box miw={0} flex="1 1 16rem" style={{ overflowWrap: "anywhere" }}>
        <Group gap="xs">
          <Anchor fw={550} renderRoot={(props) => <Link {...props} to="/keys/$keyId" params={{ keyId }} />}>
            {name}
          </Anchor>
          <KeyStatus status={status} reason={null} activation={null} />
        </Group>
        <Text size="sm" c="dimmed">
          Of {employee.name}
          {" · added "}
          <Time at={addedAt} />
          {" · "}
          {lastUsedAt ? (
            <>
              last used <Time at={lastUsedAt} />
            </>
          ) : (
            "not used yet"
          )}
        </Text>
        {status !== "active" && <Text size="sm">It unlocks nothing until an administrator lets it go on.</Text>}
      </Box>
      {onRemove && (
        <Button
          variant="subtle"
          size="xs"
          color="red"
          className="hesper-danger"
          onClick={onRemove}
          aria-label={`Remove ${name} of ${employee.name}`}
        >
          Remove
        </Button>
      )}
    </Group>
  );
}

function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={exactTime(at)}>
      {relativeTime(at)}
    </time>
  );
}
