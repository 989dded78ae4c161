// What a page shows in place of itself when the link that led there cannot be followed.
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { ErrorMessage, LoadError } from "../brand/messages.tsx";
import { afterWait, useWait } from "../log-in/wait.tsx";
import { type Refused, sentenceOf } from "../session/api.ts";
import { refusedOf } from "../session/change.ts";

interface Props {
  readonly error: Error;
  readonly retry: () => void;
  readonly title?: string;
  /** Why the link is dead, and what to do. */
  readonly children: ReactNode;
}

export function LinkProblem({ error, retry, title = "This link does not work any more", children }: Props) {
  const refusal = refusedOf(error);
  if (refusal?.code === "not_found" || refusal?.code === "invalid_code") {
    return (
      <Alert variant="light" color="amber" title={title}>
        <Text size="sm">{children}</Text>
      </Alert>
    );
  }
  if (refusal?.code === "invalid_request") return <IncompleteLink />;
  if (refusal?.code === "too_many_attempts" || refusal?.code === "overloaded")
    return <Wait refusal={refusal} retry={retry} />;
  if (refusal?.code === "conflict") return <ErrorMessage>{sentenceOf(refusal)}</ErrorMessage>;
  return <LoadError error={error} retry={retry} />;
}

export function IncompleteLink() {
  return (
    <Alert variant="light" color="amber" title="This link is not complete">
      <Text size="sm">
        Open the link once more from where you have it. If you copy it, take all of it, with everything after the number
        sign.
      </Text>
    </Alert>
  );
}

function Wait({ refusal, retry }: { refusal: Refused; retry: () => void }) {
  const { seconds, sentence, begin } = useWait();
  useEffect(() => begin(refusal), [refusal, begin]);
  return (
    <Stack gap="sm">
      <ErrorMessage>{sentence || afterWait(refusal)}</ErrorMessage>
      <Group>
        <Button variant="default" onClick={retry} disabled={seconds > 0}>
          Try again
        </Button>
      </Group>
    </Stack>
  );
}
