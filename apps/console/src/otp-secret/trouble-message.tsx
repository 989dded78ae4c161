// What is wrong with a secret, and where: the character is marked, and one click selects it in the field.
import { Alert, Button, Code, Mark, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { RefObject } from "react";
import type { Trouble } from "./words.ts";

const shownAround = 8;

interface Props {
  readonly trouble: Trouble;
  readonly text: string;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

export function TroubleMessage({ trouble: { sentence, at }, text, field }: Props) {
  const end = at ? at.index + at.character.length : 0;
  const isInText = at !== null && end <= text.length;
  const select = () => {
    field.current?.focus();
    if (at) field.current?.setSelectionRange(at.index, end);
  };
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} p="sm">
      <Stack gap={6} align="flex-start">
        <Text size="sm" c="var(--mantine-color-text)" role="alert">
          {sentence}
        </Text>
        {isInText && (
          <>
            <Code aria-hidden>
              {at.index > shownAround ? "…" : ""}
              {text.slice(Math.max(0, at.index - shownAround), at.index)}
              <Mark className="otp-secret-mark">{text.slice(at.index, end)}</Mark>
              {text.slice(end, end + shownAround)}
              {end + shownAround < text.length ? "…" : ""}
            </Code>
            <Button variant="default" size="compact-sm" onClick={select}>
              Go there
            </Button>
          </>
        )}
      </Stack>
    </Alert>
  );
}
