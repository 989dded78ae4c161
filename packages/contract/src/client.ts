// The typed client of the HTTP API: one function per route, refusals returned with their codes.
import { type Problem, type RefusalCode, refusals } from "./problems.ts";
import type { AnswerOf, BodyOf, ParamsOf, QueryInputOf, RefusalOf, RouteContract } from "./route.ts";
import { type RouteName, type Routes, routes } from "./routes.ts";

export type Refused<Code extends RefusalCode = RefusalCode> = Omit<Problem, "code"> & {
  readonly ok: false;
  readonly code: Code | "unreachable";
  /** From `Retry-After`, in seconds. */
  readonly retryAfterSeconds: number | null;
};
export type Answer<C extends RouteContract> = { readonly ok: true; readonly body: AnswerOf<C> } | Refused<RefusalOf<C>>;

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };
export type Input<C extends RouteContract> = Defined<{
  params: ParamsOf<C>;
  query: QueryInputOf<C>;
  body: BodyOf<C>;
}>;
export interface CallOptions {
  /** Stops the request; what was stopped is answered with `unreachable`. */
  readonly signal?: AbortSignal | undefined;
}
export type Client = {
  [N in RouteName]: (
    ...input: keyof Input<Routes[N]> extends never ? [] : [Input<Routes[N]> & CallOptions]
  ) => Promise<Answer<Routes[N]>>;
};

type AnyInput = CallOptions & { params?: Record<string, string>; query?: Record<string, string>; body?: unknown };

/** @param base where the API lives, without `/api/v1`; empty for the page's own origin. */
export function createClient(base = "", fetchFrom: typeof fetch = (...args) => fetch(...args)): Client {
  const call = async (contract: RouteContract, input: AnyInput = {}): Promise<unknown> => {
    const path = contract.path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(input.params?.[key] ?? ""));
    const query = input.query ? `?${new URLSearchParams(input.query)}` : "";
    const request: RequestInit = { method: contract.method, credentials: "same-origin", cache: "no-store" };
    if (input.body !== undefined) {
      request.headers = { "content-type": "application/json" };
      request.body = JSON.stringify(input.body);
    }
    if (input.signal) request.signal = input.signal;
    try {
      const response = await fetchFrom(`${base}/api/v1${path}${query}`, request);
      if (response.status === contract.success.status) {
        return { ok: true, body: contract.success.body ? await response.json() : null };
      }
      return await refusalFrom(response);
    } catch {
      return unreachable;
    }
  };
  const entries = Object.entries(routes).map(([name, contract]) => [name, (input?: AnyInput) => call(contract, input)]);
  return Object.fromEntries(entries) as Client;
}

/**
 * Begins to read the file of a route that gives one: its body is for the caller to read. `unreachable` also when it was
 * stopped by the signal.
 */
export async function openDownload<N extends RouteName>(
  name: N,
  query: QueryInputOf<Routes[N]>,
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly response: Response } | Refused> {
  const { path } = routes[name];
  const parameters = new URLSearchParams(query as Record<string, string>);
  try {
    const request = { credentials: "same-origin", cache: "no-store", signal } as const;
    const response = await fetch(`/api/v1${path}?${parameters}`, request);
    return response.ok ? { ok: true, response } : await refusalFrom(response);
  } catch {
    return unreachable;
  }
}

const unreachable: Refused = {
  ok: false,
  code: "unreachable",
  status: 0,
  title: "The server did not answer",
  detail: "The server did not answer. Check your connection and try again.",
  retryAfterSeconds: null,
};

async function refusalFrom(response: Response): Promise<Refused> {
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const problem = (await response.json()) as Problem;
  if (!(problem.code in refusals)) return { ...unreachable, status: response.status };
  return { ...problem, ok: false, retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null };
}
