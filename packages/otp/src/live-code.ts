// The code of this moment with its countdown, as an authenticator app shows it.
import { macOf } from "#mac";
import { hotpWithKey } from "./hotp.ts";
import { type TotpParameters, timeStep } from "./totp.ts";

export interface LiveCode {
  readonly code: string;
  /** What to show when this one ends. */
  readonly nextCode: string;
  /** Until then: more than 0, at most the period. */
  readonly millisecondsLeft: number;
  /** Whole seconds, rounded up: never 0 while the code still holds. */
  readonly secondsLeft: number;
}

export async function liveCode({
  secret,
  nowMs,
  period = 30,
  digits = 6,
  algorithm = "SHA1",
}: TotpParameters): Promise<LiveCode> {
  const mac = await macOf(secret, algorithm);
  const step = timeStep(nowMs, period);
  const millisecondsLeft = (step + 1) * period * 1000 - nowMs;
  return {
    code: await hotpWithKey(mac, step, digits),
    nextCode: await hotpWithKey(mac, step + 1, digits),
    millisecondsLeft,
    secondsLeft: Math.ceil(millisecondsLeft / 1000),
  };
}
