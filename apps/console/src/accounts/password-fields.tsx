// The password of an account: typed twice, or generated; how strong it is; copied.
import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDice5 } from "@tabler/icons-react";
import { CopyButton } from "../brand/copy-button.tsx";
import { PasswordStrength } from "../profile/password-strength.tsx";
import { GeneratorPanel } from "./generator-panel.tsx";
import { type PasswordDraft, passwordProblem } from "./password-draft.ts";

interface Props {
  readonly draft: PasswordDraft;
  readonly onChange: (draft: PasswordDraft) => void;
  /** What a stranger would try first: the name of the account, the login. */
  readonly words: string[];
  /** Mistakes are named once somebody tried to save. */
  readonly showsProblem: boolean;
  readonly label?: string;
}

const show = { "aria-label": "Show the password", tabIndex: 0 } as const;

export function PasswordFields({ draft, onChange, words, showsProblem, label = "Password" }: Props) {
  const [generates, { toggle }] = useDisclosure(false);
  const problem = passwordProblem(draft);
  const at = (field: keyof PasswordDraft) => (showsProblem && problem?.field === field ? problem.sentence : null);
  return (
    <Stack gap="xs">
      <PasswordInput
        label={label}
        autoComplete="new-password"
        data-1p-ignore
        value={draft.password}
        onChange={(event) => onChange({ ...draft, password: event.currentTarget.value })}
        error={at("password")}
        errorProps={{ role: "alert" }}
        visibilityToggleButtonProps={show}
      />
      <PasswordInput
        label={`${label} again`}
        autoComplete="new-password"
        data-1p-ignore
        value={draft.again}
        onChange={(event) => onChange({ ...draft, again: event.currentTarget.value })}
        error={at("again")}
        errorProps={{ role: "alert" }}
        visibilityToggleButtonProps={{ ...show, "aria-label": "Show the password that is typed again" }}
      />
      {draft.password !== "" && <PasswordStrength password={draft.password} words={words} minimumLength={0} />}
      <Group gap="xs">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDice5 size={14} aria-hidden />}
          onClick={toggle}
          aria-expanded={generates}
        >
          Generate a password
        </Button>
        {draft.password !== "" && <CopyButton text={draft.password} what="the password" />}
      </Group>
      {generates && <GeneratorPanel onPassword={(password) => onChange({ password, again: password })} />}
    </Stack>
  );
}
