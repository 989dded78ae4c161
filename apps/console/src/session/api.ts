// The client of the API, and what a refusal becomes in the console.
import { createClient, type Refused } from "@hesper/contract/client";

export type { Refused };
export const api = createClient();

/** A refusal, thrown inside queries so that they have an error state. */
export class RefusedError extends Error {
  readonly refusal: Refused;

  constructor(refusal: Refused) {
    super(refusal.detail);
    this.name = "RefusedError";
    this.refusal = refusal;
  }
}

type Ended = () => void;
let onSessionEnd: Ended = () => {};

/** Says what happens when the server no longer knows the session. */
export function whenSessionEnds(action: Ended): void {
  onSessionEnd = action;
}

let askForProof: () => Promise<boolean> = async () => false;

/** Says how a person is asked to prove again who they are; the promise gives whether they did. */
export function whenProofIsNeeded(ask: () => Promise<boolean>): void {
  askForProof = ask;
}

/** Makes a change; when the server wants a fresh proof, asks for it and makes the change again, once. */
export async function withProof<A extends { ok: boolean }>(change: () => Promise<A>): Promise<A> {
  const first = await watched(change());
  if (!("code" in first) || first.code !== "reauthentication_required" || !(await askForProof())) return first;
  return watched(change());
}

/** Looks at every answer of a logged-in page: the one place that notices that the session is over. */
export async function watched<A extends { ok: boolean }>(answer: Promise<A>): Promise<A> {
  const got = await answer;
  if ("code" in got && got.code === "not_authenticated") onSessionEnd();
  return got;
}

/** The body of an answer; throws `RefusedError`. */
export async function bodyOf<B>(answer: Promise<{ ok: true; body: B } | Refused>): Promise<B> {
  const got = await watched(answer);
  if (!got.ok) throw new RefusedError(got);
  return got.body;
}

/** What to show of a refusal: the server's sentence, which is written for people. */
export function sentenceOf(refusal: Pick<Refused, "detail">): string {
  return refusal.detail;
}
