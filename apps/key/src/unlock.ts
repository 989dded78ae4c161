// Gets at the unlocked key: through the agent, or with the PIN, which starts one.
import type { Identity, KeyHost } from "@hesper/keyring";
import { AgentGone, AgentKey, askAgent, startAgent, stopAgent } from "./agent/client.ts";
import type { Context } from "./context.ts";
import { Failure, failureOf } from "./failure.ts";
import { askHidden, hasTerminal, unseen } from "./input.ts";
import { note } from "./output.ts";
import { LocalKey, type UnlockedKey } from "./unlocked.ts";

/** Does something with the key, unlocked by the agent or by the PIN that is asked for. `work` may run twice. */
export async function withKey<T>(context: Context, work: (key: UnlockedKey) => Promise<T>): Promise<T> {
  if (context.local) return await work(context.local);
  if (context.usesAgent) {
    try {
      return await work(new AgentKey(context.place));
    } catch (error) {
      if (!(error instanceof AgentGone)) throw error;
    }
  }
  return await work(await unlockHere(context));
}

/** The identity itself, for what agents do not do. */
export async function identityFor(context: Context): Promise<Identity> {
  return (await identityIfUnlocked(context)) ?? (await unlockHere(context)).identity;
}

/** Asks nobody: null where the key is locked. */
export async function identityIfUnlocked(context: Context): Promise<Identity | null> {
  if (context.local) return context.local.identity;
  if (!context.usesAgent) return null;
  const reply = await askAgent(context.place, "identity");
  if (!reply?.ok) return null;
  const { parseIdentity } = await import("@hesper/keyring");
  return parseIdentity(String(reply.result));
}

/** Asks for the PIN, in this process, and starts an agent if there is to be one. */
export async function unlockHere(context: Context): Promise<LocalKey> {
  if (context.local) return context.local;
  const host = await context.host();
  const { checkUsable } = await import("@hesper/keyring");
  await checkUsable(host);
  const identity = await askAndUnlock(context, host);
  context.local = new LocalKey(host, identity);
  if (context.usesAgent) await keepUnlocked(context, identity);
  return context.local;
}

/** Hands the identity to a new agent. */
export async function keepUnlocked(context: Context, identity: Identity): Promise<void> {
  const storage = await context.storage();
  const key = (await storage.read((tx) => tx.getRecord()))?.keyId ?? "";
  const start = { profile: context.options.key, key, identity: identity.reveal() };
  if (await startAgent(context.place, start)) return;
  note("The agent did not start, so that the PIN is asked for each time. With --no-agent none is started.");
}

/** On a terminal a mistyped PIN is asked for again, as long as the key takes one. */
async function askAndUnlock(context: Context, host: KeyHost): Promise<Identity> {
  const { unlock } = await import("@hesper/keyring");
  const fromStdin = context.options.pinStdin ?? false;
  for (;;) {
    const pin = await askPin(context);
    try {
      return await unseen(() => unlock(host, pin));
    } catch (error) {
      const failure = failureOf(error);
      const { attemptsLeft } = error as { attemptsLeft?: number | null };
      if (failure?.code === "pin_locked") await stopAgent(context.place);
      if (failure?.code !== "wrong_pin") throw error;
      const sentence = `${failure.message} ${triesLeft(attemptsLeft ?? null)}`.trim();
      if (fromStdin || !hasTerminal()) throw new Failure("wrong_pin", sentence);
      note(sentence);
    }
  }
}

export async function askPin(context: Context, message = `PIN of the key${namedProfile(context)}`): Promise<string> {
  const fromStdin = context.options.pinStdin ?? false;
  return await askHidden({ what: "PIN", option: "--pin-stdin", fromStdin, message });
}

function namedProfile({ options }: Context): string {
  return options.key === "default" ? "" : ` ${options.key}`;
}

function triesLeft(count: number | null): string {
  if (count === null) return "";
  return count === 1 ? "After one more it locks itself." : `It locks itself after ${count} more.`;
}
