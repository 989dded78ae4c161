// Calls of the server, with the token of the key. An answer that is not as the contract has it is not believed: what it
// holds becomes names of files and ends of loops.
import type { AnswerOf, RefusalOf, RouteName, Routes } from "@hesper/contract";
import type { Client, Input, Refused } from "@hesper/contract/client";
import type { KeyHost } from "./host.ts";
import { KeyringProblem, type KeyringProblemCode } from "./problem.ts";

export type Answered<N extends RouteName> =
  | { readonly ok: true; readonly body: AnswerOf<Routes[N]> }
  | Refused<RefusalOf<Routes[N]>>;

/** Calls a route. Throws `KeyringProblem`: `bad_answer`, `stopped`. */
export type Call = <N extends RouteName>(name: N, input: Input<Routes[N]>) => Promise<Answered<N>>;

/** @param token null: of a route that asks for none. */
export function callsTo(host: KeyHost, server: string, token: string | null, signal?: AbortSignal): Call {
  const reach: typeof fetch = (address, request) => {
    const headers = new Headers(request?.headers);
    if (token !== null) headers.set("authorization", `Bearer ${token}`);
    // Followed nowhere else: the token is for this server.
    return host.fetch(address, { ...request, headers, credentials: "omit", redirect: "error" });
  };
  return async (name, input) => {
    if (signal?.aborted) throw new KeyringProblem("stopped");
    // Loaded when it is needed: the schemas of all routes take longer than opening an account.
    const { createClient } = await import("@hesper/contract/client");
    const client = createClient(server, reach);
    return checked(name, await (client[name] as AnyCall)(input));
  };
}

type AnyCall = (input: unknown) => ReturnType<Client[RouteName]>;

async function checked<N extends RouteName>(
  name: N,
  answer: Awaited<ReturnType<Client[RouteName]>>,
): Promise<Answered<N>> {
  if (!answer.ok) return answer as Answered<N>;
  const { routes } = await import("@hesper/contract");
  const { body } = routes[name].success;
  const read = body === null ? { success: true, data: null } : body.safeParse(answer.body);
  if (!read.success) throw new KeyringProblem("bad_answer");
  return { ok: true, body: read.data as AnswerOf<Routes[N]> };
}

const codes: Readonly<Partial<Record<Refused["code"], KeyringProblemCode>>> = {
  unreachable: "unreachable",
  not_authenticated: "token_unknown",
  invalid_code: "invalid_code",
  too_many_attempts: "too_many_attempts",
  conflict: "conflict",
  not_found: "not_found",
};
/** Where the sentence of the server knows more. */
const told: readonly KeyringProblemCode[] = ["refused", "conflict", "too_many_attempts"];

/** The key is in no state for this: it is to ask for its state. */
export class Forbidden extends KeyringProblem {}

export function problemOf({ code: refusal, detail, retryAfterSeconds }: Refused): KeyringProblem {
  const code = codes[refusal] ?? "refused";
  if (refusal === "forbidden") return new Forbidden(code, { sentence: detail });
  return new KeyringProblem(code, { retryAfterSeconds, ...(told.includes(code) ? { sentence: detail } : {}) });
}

/** Throws `KeyringProblem` for a refusal. */
export function bodyOf<N extends RouteName>(answer: Answered<N>): AnswerOf<Routes[N]> {
  if (answer.ok) return answer.body;
  throw problemOf(answer);
}
