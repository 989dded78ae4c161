// TOTP (RFC 6238): codes that change with time, and their verification in a window of time steps.
import { macOf } from "#mac";
import { hotpWithKey } from "./hotp.ts";
import type { Algorithm } from "./mac.ts";

export interface TotpParameters {
  readonly secret: Uint8Array;
  /** Milliseconds since 1970, UTC. */
  readonly nowMs: number;
  /** Seconds that a code lives. */
  readonly period?: number;
  readonly digits?: number;
  readonly algorithm?: Algorithm;
}

export interface TotpCheck extends TotpParameters {
  /** As typed. Anything but exactly `digits` digits 0 to 9 is wrong. */
  readonly code: string;
}

export interface TotpWindow {
  readonly stepsBack?: number;
  readonly stepsForward?: number;
  /** The newest step of which a code was accepted; null when none was. */
  readonly lastAcceptedStep?: number | null;
}

/** `already_used`: right, but of a step that is not newer than the last accepted one (RFC 6238 5.2). */
export type TotpResult =
  | { readonly result: "accepted"; readonly step: number }
  | { readonly result: "already_used"; readonly step: number }
  | { readonly result: "wrong" };

/** The time step T of RFC 6238 4.2, with T0 = 0. */
export function timeStep(nowMs: number, period = 30): number {
  return Math.floor(nowMs / 1000 / period);
}

/** The code of this moment. */
export async function totp({
  secret,
  nowMs,
  period = 30,
  digits = 6,
  algorithm = "SHA1",
}: TotpParameters): Promise<string> {
  return hotpWithKey(await macOf(secret, algorithm), timeStep(nowMs, period), digits);
}

/**
 * Verifies a code. All steps of the window are computed and compared in constant time, so that the time taken does not
 * tell which one fits. Where two steps have the same code, the newest counts: spending it spends both.
 */
export async function verifyTotp({
  stepsBack = 1,
  stepsForward = 1,
  lastAcceptedStep = null,
  ...check
}: TotpCheck & TotpWindow): Promise<TotpResult> {
  const now = timeStep(check.nowMs, check.period);
  const matching = await matchingSteps(check, now - stepsBack, now + stepsForward);
  const step = matching.at(-1);
  if (step === undefined) return { result: "wrong" };
  // Also where the digits are those of the accepted step and of a newer one: the value itself was used.
  const usedBefore = lastAcceptedStep !== null && (step <= lastAcceptedStep || matching.includes(lastAcceptedStep));
  return { result: usedBefore ? "already_used" : "accepted", step };
}

/**
 * How far the clock of the authenticator is off, in seconds: positive when it is ahead of the server. The nearest step
 * that fits is taken. Null: no step up to `maxSeconds` (10 minutes) away fits.
 */
export async function findClockOffsetSeconds({
  maxSeconds = 600,
  ...check
}: TotpCheck & { maxSeconds?: number }): Promise<number | null> {
  const period = check.period ?? 30;
  const now = timeStep(check.nowMs, period);
  const reach = Math.floor(maxSeconds / period);
  const offsets = (await matchingSteps(check, now - reach, now + reach)).map((step) => step - now);
  const nearest = offsets.sort((a, b) => Math.abs(a) - Math.abs(b))[0];
  return nearest === undefined ? null : nearest * period;
}

async function matchingSteps(check: TotpCheck, from: number, to: number): Promise<number[]> {
  const { secret, code, digits = 6, algorithm = "SHA1" } = check;
  const matching: number[] = [];
  // Full-width and other digits have more than one byte or another value: they are wrong, not an error.
  if (code.length !== digits || !/^[0-9]+$/.test(code)) return matching;
  const mac = await macOf(secret, algorithm);
  for (let step = Math.max(0, from); step <= to; step += 1) {
    if (equalDigits(await hotpWithKey(mac, step, digits), code)) matching.push(step);
  }
  return matching;
}

/** Compares two codes of equal length without stopping at the first difference. */
function equalDigits(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let at = 0; at < a.length; at += 1) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
}
