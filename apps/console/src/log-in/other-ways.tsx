// What stands below every second step: the other ways in, starting again, and what to do when all is lost.
import { Anchor, Group, Stack, Text } from "@mantine/core";
import type { SecondStep, Way } from "./second-step.ts";

/** What every second step is given. */
export interface StepProps {
  readonly onLoggedIn: (recoveryCodesLeft: number | null) => void;
  readonly onExpired: (reason: string) => void;
  readonly onStartAgain: () => void;
  /** Which second factors this person can use now. */
  readonly methods: readonly string[];
  readonly ways: readonly Way[];
  readonly onWay: (step: SecondStep) => void;
}

type Props = Pick<StepProps, "methods" | "ways" | "onWay" | "onStartAgain">;

export function OtherWays({ methods, ways, onWay, onStartAgain }: Props) {
  return (
    <Stack gap="sm">
      <Group gap="xs" justify="space-between" align="flex-start">
        <Stack gap="xs" align="flex-start">
          {ways.map(({ step, label }) => (
            <Anchor key={step} component="button" type="button" size="sm" ta="start" onClick={() => onWay(step)}>
              {label}
            </Anchor>
          ))}
        </Stack>
        <Anchor component="button" type="button" size="sm" onClick={onStartAgain}>
          Start again
        </Anchor>
      </Group>
      {!methods.includes("temporary_pass") && (
        <Text size="sm" c="dimmed">
          Lost your {methods.includes("totp") ? "phone" : "key"} and your recovery codes? Ask an administrator for a
          temporary pass, then log in with it here.
        </Text>
      )}
    </Stack>
  );
}
