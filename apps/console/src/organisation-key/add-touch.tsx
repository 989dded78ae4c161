// "Add my security key": one of one's own is chosen and touched, after the organisation key was unlocked, and unlocks it
// from then on.
import type { OrganisationKey } from "@hesper/contract";
import type { Identity } from "@hesper/vault";
import { Anchor, Button, Group, Radio, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconKey } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { DialogForm } from "../brand/dialog-form.tsx";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { type OwnKey, useOwnKeys } from "../my-keys/my-keys.ts";
import { passkeysWork, stopAsking } from "../passkeys/ceremonies.ts";
import { sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";
import { useAddTouch } from "./organisation-key.ts";
import { sealToSecurityKey } from "./touch.ts";
import { findUnlocked } from "./unlocked.ts";
import { askToUnlock, useOrganisationKey } from "./use-organisation-key.ts";

interface Props {
  readonly current: OrganisationKey;
  readonly onClosed: () => void;
}

export function AddTouch({ current, onClosed }: Props) {
  const own = useOwnKeys();
  // Drawn again when the key is unlocked or locked.
  useOrganisationKey();
  /** As they were when it began: what is shown changes while the dialogue is open. */
  const [choice, setChoice] = useState<readonly OwnKey[] | null>(null);
  const identity = findUnlocked(current.id);
  const isLocked = identity === null;
  useEffect(() => {
    if (isLocked) setChoice(null);
  }, [isLocked]);
  if (own.isPending) return <LoadingCard height={36} />;
  if (!own.data) return <LoadError error={own.error} retry={() => own.refetch()} />;
  const active = own.data.pages
    .flatMap(({ items }) => items)
    .filter(({ kind, status }) => kind === "security_key" && status === "active");
  const addable = active.filter(({ id }) => !current.securityKeys.some(({ keyId }) => keyId === id));
  const close = () => {
    setChoice(null);
    onClosed();
  };
  // Asked for anew, however lately it was unlocked: what is done outlasts the ten minutes.
  const begin = async () => {
    if (await askToUnlock(current)) setChoice(addable);
  };
  return (
    <>
      {addable.length > 0 && passkeysWork ? (
        <Group>
          <Button variant="default" leftSection={<IconKey size={16} aria-hidden />} onClick={begin}>
            Add my security key
          </Button>
        </Group>
      ) : (
        <NoneToAdd isAdded={active.length > 0} />
      )}
      {choice && identity && <AddDialog current={current} identity={identity} addable={choice} onClose={close} />}
    </>
  );
}

function NoneToAdd({ isAdded }: { isAdded: boolean }) {
  if (!passkeysWork) return <Text>This browser does not work with security keys. Use a newer one to add yours.</Text>;
  if (isAdded) return <Text>All of your security keys that are active unlock it.</Text>;
  return (
    <Text>
      You have no security key that could be added here. Add one under{" "}
      <Anchor component={Link} to="/my-keys" underline="always">
        My keys
      </Anchor>{" "}
      first.
    </Text>
  );
}

interface DialogProps {
  readonly current: OrganisationKey;
  readonly identity: Identity;
  readonly addable: readonly OwnKey[];
  readonly onClose: () => void;
}

function AddDialog({ current, identity, addable, onClose }: DialogProps) {
  const [chosenId, setChosenId] = useState(addable[0]?.id ?? "");
  const chosen = addable.find(({ id }) => id === chosenId) ?? addable[0];
  const { busy, problem, add } = useAdding(current, identity, onClose);
  return (
    <DialogForm
      title="Add my security key"
      action="Touch it and add it"
      busy={busy}
      error={problem}
      onSubmit={() => chosen && add(chosen)}
      onClose={onClose}
    >
      <Text style={{ overflowWrap: "anywhere" }}>
        The organisation key is sealed to {addable.length === 1 ? chosen?.name : "the security key that you choose"} in
        this browser, and opened with it once. From then on you unlock the organisation key with a touch and the PIN or
        fingerprint of your security key.
      </Text>
      {addable.length > 1 && (
        <Radio.Group label="Security key" value={chosen?.id ?? ""} onChange={setChosenId}>
          <Stack gap="xs" mt="xs">
            {addable.map(({ id, name, device }) => (
              <Radio key={id} value={id} label={name} description={device} disabled={busy} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {busy && (
        <Text size="sm" role="status" style={{ overflowWrap: "anywhere" }}>
          Follow what your browser says, and touch {chosen?.name}.
        </Text>
      )}
    </DialogForm>
  );
}

function useAdding({ id }: OrganisationKey, identity: Identity, onClose: () => void) {
  const keep = useAddTouch();
  const [sealing, setSealing] = useState(false);
  const [problem, setProblem] = useState("");
  const isTouching = useRef(false);
  const isClosed = useRef(false);
  useEffect(() => {
    isClosed.current = false;
    return () => {
      isClosed.current = true;
      if (isTouching.current) stopAsking();
    };
  }, []);
  const seal = async (own: OwnKey) => {
    setSealing(true);
    setProblem("");
    keep.reset();
    isTouching.current = true;
    const sealed = await sealToSecurityKey(identity, own);
    isTouching.current = false;
    setSealing(false);
    return sealed;
  };
  const add = async (own: OwnKey) => {
    const sealed = await seal(own);
    if (isClosed.current) return;
    if (!sealed.ok) return setProblem(sealed.sentence ?? "");
    const onSuccess = () => {
      const message = `${own.name} opened what was sealed to it. From now on, its touch unlocks the organisation key.`;
      notifications.show({ color: "teal", title: "The security key is added", message });
      onClose();
    };
    keep.mutate({ id, keyId: own.id, sealedIdentity: sealed.sealedIdentity }, { onSuccess });
  };
  const refusal = refusedOf(keep.error);
  return { busy: sealing || keep.isPending, problem: problem || (refusal && sentenceOf(refusal)), add };
}
