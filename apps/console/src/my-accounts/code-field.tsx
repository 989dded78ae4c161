// The one-time code of an account: big, with the time that it still holds, and near its end the one that comes next.
import type { OtpEntry } from "@hesper/otp";
import { Group, Stack, Text } from "@mantine/core";
import { CopyButton } from "../brand/copy-button.tsx";
import { grouped, LiveCodeFace, useLiveCode } from "../otp-secret/live-code.tsx";

/** From here on, somebody who types is too slow for this one. */
const nextFromSeconds = 10;

export function CodeField({ otp }: { otp: OtpEntry["otp"] }) {
  const live = useLiveCode(otp);
  const isNear = live !== null && live.secondsLeft <= nextFromSeconds;
  return (
    <Stack gap={0}>
      <Group gap="md">
        <LiveCodeFace live={live} period={otp.period} />
        {live && <CopyButton text={live.code} what="the code" forAWhile />}
      </Group>
      {/* Keeps its place: nothing jumps when it comes. */}
      <Text size="sm" c="dimmed" mih="1.5em">
        {isNear && (
          <>
            Next: <span className="account-next-code">{grouped(live.nextCode)}</span>
          </>
        )}
      </Text>
    </Stack>
  );
}
