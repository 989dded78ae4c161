// The code of this moment with its countdown, as an authenticator app shows it.
import { type LiveCode, liveCode, type OtpEntry } from "@hesper/otp";
import { Group, RingProgress, Text } from "@mantine/core";
import { useEffect, useState } from "react";

type Otp = OtpEntry["otp"];

/** Null for the moment until the first is made. */
export function useLiveCode(otp: Otp): LiveCode | null {
  const [live, setLive] = useState<LiveCode | null>(null);
  useEffect(() => {
    let left = false;
    const show = async () => {
      const made = await liveCode({ ...otp, nowMs: Date.now() });
      if (!left) setLive(made);
    };
    void show();
    const timer = setInterval(show, 1000);
    return () => {
      left = true;
      clearInterval(timer);
    };
  }, [otp]);
  return live;
}

/** "123 456": in two halves, as apps show it. */
export function grouped(code: string): string {
  const half = Math.ceil(code.length / 2);
  return `${code.slice(0, half)} ${code.slice(half)}`;
}

export function LiveCodeView({ otp }: { otp: Otp }) {
  return <LiveCodeFace live={useLiveCode(otp)} period={otp.period} />;
}

export function LiveCodeFace({ live, period }: { live: LiveCode | null; period: number }) {
  const left = live?.secondsLeft ?? 0;
  return (
    <Group gap="md" wrap="nowrap" mih={56}>
      <Text
        component="output"
        aria-label="Code of this moment"
        ff="monospace"
        fz={28}
        fw={600}
        style={{ letterSpacing: "0.05em", whiteSpace: "nowrap" }}
      >
        {live ? grouped(live.code) : "––– –––"}
      </Text>
      <RingProgress
        size={48}
        thickness={4}
        sections={[{ value: (left / period) * 100, color: left <= 5 ? "red" : "teal" }]}
        label={
          <Text size="xs" ta="center" aria-hidden>
            {left}
          </Text>
        }
        role="timer"
        aria-label={`New code in ${left} seconds`}
      />
    </Group>
  );
}
