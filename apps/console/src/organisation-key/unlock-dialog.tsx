// "Unlock the organisation key": with a touch where one's own security key unlocks it, with its passphrase, or with what
// stands on the recovery sheet. Stands once in the shell and waits to be asked.
import type { OrganisationKey } from "@hesper/contract";
import type { Identity } from "@hesper/vault";
import { Anchor, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { namesOf, useOwnTouches } from "./own-touches.ts";
import { TypedField } from "./unlock-field.tsx";
import { keepUnlocked } from "./unlocked.ts";
import { type Try, useOpening } from "./use-opening.ts";
import { whenUnlockIsNeeded } from "./use-organisation-key.ts";
import { Working } from "./working.tsx";

interface Asked {
  readonly key: OrganisationKey;
  readonly answer: (identity: Identity | null) => void;
}

export function UnlockDialog() {
  const [asked, setAsked] = useState<Asked | null>(null);
  useEffect(() => {
    whenUnlockIsNeeded((key) => new Promise((answer) => setAsked({ key, answer })));
  }, []);
  if (!asked) return null;
  const close = (identity: Identity | null) => {
    setAsked(null);
    if (identity) keepUnlocked(asked.key.id, identity);
    asked.answer(identity);
  };
  return (
    <Modal
      opened
      onClose={() => close(null)}
      title="Unlock the organisation key"
      zIndex={250}
      closeOnClickOutside={false}
    >
      <UnlockForm keyToUnlock={asked.key} onUnlocked={close} onCancel={() => close(null)} />
    </Modal>
  );
}

type Way = Try["way"];

const insteads: Readonly<Record<Way, string>> = {
  touch: "Use a security key instead",
  passphrase: "Use the passphrase instead",
  sheet: "Use the recovery sheet instead",
};

interface FormProps {
  readonly keyToUnlock: OrganisationKey;
  readonly onUnlocked: (identity: Identity) => void;
  readonly onCancel: () => void;
}

function UnlockForm({ keyToUnlock, onUnlocked, onCancel }: FormProps) {
  const { active, suspended } = useOwnTouches(keyToUnlock);
  const ways: readonly Way[] = active.length > 0 ? ["touch", "passphrase", "sheet"] : ["passphrase", "sheet"];
  const [way, setWay] = useState<Way>(ways[0] ?? "passphrase");
  const [typed, setTyped] = useState("");
  const { trying, problem, forget, open } = useOpening(keyToUnlock, onUnlocked);
  const form = useFocusAtChange(way);
  const change = (value: string) => {
    setTyped(value);
    forget();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (trying !== null) return;
    if (way === "touch") void open({ way, keyIds: active.map(({ keyId }) => keyId) });
    else if (typed !== "") void open({ way, typed });
  };
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Stack>
        <Text>It stays unlocked in this tab for 10 minutes. Each unlocking is written to the audit.</Text>
        {way === "touch" ? (
          <Text style={{ overflowWrap: "anywhere" }}>Press the button, and touch {namesOf(active)}.</Text>
        ) : (
          <TypedField way={way} value={typed} disabled={trying === "passphrase"} onChange={change} />
        )}
        {active.length === 0 && suspended.length > 0 && <SuspendedWords name={namesOf(suspended)} />}
        <ErrorMessage>{problem}</ErrorMessage>
        <Waiting trying={trying} />
        <Stack gap="xs" align="start">
          {ways
            .filter((other) => other !== way)
            .map((other) => (
              <Anchor
                key={other}
                component="button"
                type="button"
                size="sm"
                ta="start"
                onClick={() => {
                  setWay(other);
                  change("");
                }}
              >
                {insteads[other]}
              </Anchor>
            ))}
        </Stack>
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          {way === "touch" ? (
            <Button type="submit" loading={trying !== null} leftSection={<IconKey size={16} aria-hidden />} {...first}>
              Unlock with a security key
            </Button>
          ) : (
            <Button type="submit" loading={trying !== null} disabled={typed === ""}>
              Unlock
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** What has the focus when the dialogue opens, or when another way is chosen. */
const first = { "data-autofocus": true };

/** The button that chose the way is gone: the keyboard goes on where it is used. */
function useFocusAtChange(way: Way) {
  const form = useRef<HTMLFormElement>(null);
  const before = useRef(way);
  useEffect(() => {
    if (before.current === way) return;
    before.current = way;
    form.current?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
  }, [way]);
  return form;
}

function SuspendedWords({ name }: { name: string }) {
  return (
    <Text size="sm" style={{ overflowWrap: "anywhere" }}>
      {name} is suspended, and unlocks nothing. If you have it, ask another administrator to let it go on.
    </Text>
  );
}

function Waiting({ trying }: { trying: Way | null }) {
  if (trying === "touch") {
    return (
      <Text size="sm" role="status">
        Follow what your browser says, and touch your security key.
      </Text>
    );
  }
  return trying === null ? null : <Working>Unlocking the key.</Working>;
}
