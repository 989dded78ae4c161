// What became of a link: it was mailed, or it is shown to the administrator, who hands it over.
import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { CopyButton } from "../brand/copy-button.tsx";
import { exactTime } from "../brand/times.ts";
import { Outcome } from "../shell/outcome.tsx";
import { wholeLink } from "./words.ts";

export interface MadeLink {
  /** Null: it was mailed. */
  readonly link: string | null;
  readonly expiresAt: string;
}

interface Props {
  readonly made: MadeLink;
  /** "invitation": what was mailed. */
  readonly what: "invitation" | "password link";
  readonly to: { readonly name: string; readonly email: string };
  readonly onClose: () => void;
}

export function LinkResult({ made: { link, expiresAt }, what, to, onClose }: Props) {
  const until = <time dateTime={expiresAt}>{exactTime(expiresAt)}</time>;
  return (
    <Stack>
      {link === null ? (
        <Outcome title={`The ${what} was mailed to ${to.email}`}>
          <Text size="sm">Its link works once, until {until}.</Text>
        </Outcome>
      ) : (
        <HandOver link={wholeLink(link, location.origin)} name={to.name} until={until} />
      )}
      <Group justify="flex-end">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}

function HandOver({ link, name, until }: { link: string; name: string; until: React.ReactNode }) {
  return (
    <>
      <Outcome title={`Hand this link over to ${name}`}>
        <Text size="sm">
          This installation sends no mail, so that you have to hand the link over safely: whoever opens it first can
          choose the password. It works once, until {until}, and is shown only now.
        </Text>
      </Outcome>
      <Code block aria-label="Link" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {link}
      </Code>
      <Group>
        <CopyButton text={link} what="the link" />
      </Group>
    </>
  );
}
