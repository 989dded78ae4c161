// How strong a password is, as the zxcvbn estimator sees it, while it is typed. The server decides; this advises.
import { codePoints } from "@hesper/contract";
import { Group, Progress, Text } from "@mantine/core";
import { useEffect, useState } from "react";

type Estimate = (password: string, words: string[]) => { score: number; advice: string };

/** Loaded when it is first needed: the dictionaries are larger than the rest of the console. */
async function loadEstimate(): Promise<Estimate> {
  const { createEstimate } = await import("./estimate.ts");
  return createEstimate();
}

const words = ["Very weak", "Weak", "Fair", "Strong", "Very strong"] as const;
const colors = ["red", "orange", "yellow", "teal", "green"] as const;

interface Props {
  readonly password: string;
  /** What a stranger would try first: name, email, organisation. */
  readonly words: string[];
  readonly minimumLength: number;
}

export function PasswordStrength({ password, words: context, minimumLength }: Props) {
  const [estimate, setEstimate] = useState<{ run: Estimate } | null>(null);
  const needed = password !== "" && estimate === null;
  useEffect(() => {
    if (needed) loadEstimate().then((run) => setEstimate({ run }));
  }, [needed]);
  const length = codePoints(password);
  const { score, advice } = password !== "" && estimate ? estimate.run(password, context) : { score: -1, advice: "" };
  const missing = minimumLength - length;
  const shown = missing > 0 && score > 1 ? 1 : score;
  const hint = missing > 0 ? `${missing} more ${missing === 1 ? "character" : "characters"}` : advice;
  return (
    <div style={{ minHeight: "2.75rem", paddingTop: "0.5rem" }}>
      <Progress
        value={(shown + 1) * 20}
        color={colors[shown] ?? "gray"}
        size="sm"
        aria-label="Strength of the password"
      />
      <Group justify="space-between" gap="xs" mt={4} aria-live="polite">
        <Text size="sm" fw={600}>
          {words[shown] ?? ""}
        </Text>
        <Text size="sm" c="dimmed">
          {password === "" ? "" : hint}
        </Text>
      </Group>
    </div>
  );
}
