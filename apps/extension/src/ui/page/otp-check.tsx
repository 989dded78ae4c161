// The code of an OTP secret while it is typed: the person compares it with the app that has it already.
import { useEffect, useState } from "react";
import type { Answered, CodeView } from "../../messages/answers.ts";
import { LiveCode } from "../brand/live-code.tsx";

const noDetails = { attemptsLeft: null, retryAfterSeconds: null, host: null };

export function OtpCheck({ text }: { text: string }) {
  const [isReady, setReady] = useState(text);
  // Half a secret is no mistake yet.
  useEffect(() => {
    const timer = setTimeout(() => setReady(text), 300);
    return () => clearTimeout(timer);
  }, [text]);
  if (isReady.trim() === "") return null;
  return (
    <p className="row" role="status">
      <span className="dim small">Its code now</span>
      <LiveCode of={isReady} get={() => codeOf(isReady)} />
    </p>
  );
}

async function codeOf(text: string): Promise<Answered<CodeView>> {
  const { codeOfOtp, KeyringProblem, readOtp } = await import("@hesper/keyring");
  try {
    const otp = readOtp(text);
    const { code, secondsLeft } = await codeOfOtp(otp, { nowMs: () => Date.now() });
    return { ok: true, body: { code, secondsLeft, period: otp.period } };
  } catch (error) {
    if (!(error instanceof KeyringProblem)) throw error;
    return { ok: false, refusal: { code: error.code, sentence: error.sentence, ...noDetails } };
  }
}
