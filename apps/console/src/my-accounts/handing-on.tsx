// What is said while accounts are handed on to the person's other keys, and what came of it. Nothing where nothing waits.
import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { RemarkList } from "../accounts/remark-list.tsx";
import { ErrorMessage } from "../brand/messages.tsx";
import { counted } from "../brand/times.ts";
import type { OpenedKey } from "../security-keys/opened.ts";
import type { ServedKey } from "./hand-on.ts";
import { handedWords } from "./handed-words.ts";
import { useHandingOn } from "./use-handing-on.ts";

interface Props {
  readonly opened: OpenedKey;
  /** Of accounts in the list, by id. */
  readonly names: ReadonlyMap<string, string>;
}

export function HandingOn({ opened, names }: Props) {
  const { running, sealed, outcome, problem, served, start } = useHandingOn(opened);
  const failed = (outcome?.failed ?? []).map(({ id, name, why }) => ({
    id,
    name: name || names.get(id) || "One of your accounts",
    why,
  }));
  const keys = served.map(({ name }) => name);
  const words = outcome ? handedWords({ ...outcome, keys }) : "";
  const isNothing = !running && words === "" && problem === "" && failed.length === 0;
  return (
    <>
      <div role="status" className="handing-on-status">
        {running && (
          <Text size="sm">
            Your other keys get what they wait for: {counted(sealed, "account")} so far. Stay on this page.
          </Text>
        )}
        {!running && words !== "" && <Text size="sm">{words}</Text>}
      </div>
      {!running && <NewKeys keys={served.filter(({ isNew }) => isNew)} />}
      {!isNothing && !running && (
        <>
          <ErrorMessage>{problem}</ErrorMessage>
          <RemarkList title={`${counted(failed.length, "account")} could not be handed on`} remarks={failed} />
          {(problem !== "" || outcome?.status === "stopped" || failed.length > 0) && (
            <Group>
              <Button variant="default" size="xs" onClick={start}>
                Hand on again
              </Button>
            </Group>
          )}
        </>
      )}
    </>
  );
}

/** Each is named once: the person should know every key that gets their accounts. */
function NewKeys({ keys }: { keys: readonly ServedKey[] }) {
  if (keys.length === 0) return null;
  return (
    <Stack gap={4} fz="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
      {keys.map(({ keyId, name, fingerprint }) => (
        <div key={keyId}>
          {name} has the fingerprint <Code>{fingerprint}</Code>
        </div>
      ))}
      <div>If you do not know one of these keys, report it lost under My keys, which shows the same fingerprints.</div>
    </Stack>
  );
}
