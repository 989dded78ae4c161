// Turns the contract and its handlers into routes: guard, check of the input, call, check of the answer.
import { Readable } from "node:stream";
import type {
  AnswerOf,
  BodyOf,
  ParamsOf,
  QueryOf,
  RefusalOf,
  RouteContract,
  RouteName,
  Routes,
} from "@hesper/contract";
import { routes } from "@hesper/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Origin } from "../audit/service.ts";
import { type Soon, soon } from "../database/soon.ts";
import { type Refusal, refuse } from "../security/result.ts";
import { type ReplyCookies, replyCookies } from "./cookies.ts";
import type { Access, Allowed, Guard } from "./guard.ts";
import { sendRefusal } from "./problem.ts";

/** What a handler gets: checked input, who calls, and the cookies to set. */
export interface Call<C extends RouteContract> {
  readonly params: ParamsOf<C>;
  readonly query: QueryOf<C>;
  readonly body: BodyOf<C>;
  readonly access: Access<C["access"]>;
  readonly origin: Origin;
  readonly cookies: ReplyCookies;
  /** The browser's cookies as they came, for routes that end what they name. */
  readonly request: FastifyRequest;
}

/** A file that is sent in pieces, however large it is. */
export interface Download {
  readonly mediaType: string;
  readonly fileName: string;
  /** How many lines it will have, about. */
  readonly total: number;
  readonly chunks: AsyncIterable<string>;
}

type SuccessOf<C extends RouteContract> = C["success"] extends { download: readonly string[] } ? Download : AnswerOf<C>;
export type Reply<C extends RouteContract> = { readonly ok: true; readonly body: SuccessOf<C> } | Refusal<RefusalOf<C>>;
export type Handler<N extends RouteName> = (call: Call<Routes[N]>) => Soon<Reply<Routes[N]>>;
export type Handlers = { readonly [N in RouteName]: Handler<N> };

export function answer<T>(body: T): { readonly ok: true; readonly body: T } {
  return { ok: true, body };
}

/** What a request may hold where the contract does not say otherwise. */
export const usualBodyBytes = 65_536;

type AnyHandler = (call: Call<RouteContract>) => Soon<Reply<RouteContract>>;

export function registerApi(app: FastifyInstance, handlers: Handlers, guard: Guard, secure: boolean): void {
  for (const [name, contract] of Object.entries(routes) as [RouteName, RouteContract][]) {
    const handler = handlers[name] as unknown as AnyHandler;
    app.route({
      method: contract.method,
      url: `/api/v1${contract.path.replace(/\{(\w+)\}/g, ":$1")}`,
      exposeHeadRoute: false,
      ...forLargeBodies(contract, guard),
      // Nothing is returned where the answer is sent already.
      handler: (request, reply) => {
        const sent = soon(guard(contract, request), (access) => call(contract, handler, { access, secure, reply }));
        return sent instanceof Promise ? sent : undefined;
      },
    });
  }
}

/** A larger body than usual is read from those only who may call the route: reading it costs more than refusing. */
function forLargeBodies(contract: RouteContract, guard: Guard) {
  const { largestBodyBytes: bodyLimit } = contract;
  if (bodyLimit === undefined) return {};
  const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
    // Without a length nobody knows how much will come.
    if (Number(request.headers["content-length"] ?? Number.POSITIVE_INFINITY) <= usualBodyBytes) return;
    const access = await guard(contract, request);
    if (!access.ok) return refuseAccess(contract, reply, access);
  };
  return { bodyLimit, onRequest };
}

/** Programs that call with a token are told that one is asked for (RFC 6750 3). A cookie has no such scheme. */
function refuseAccess({ access }: RouteContract, reply: FastifyReply, refusal: Refusal): FastifyReply {
  if (access === "key" && refusal.code === "not_authenticated") reply.header("www-authenticate", "Bearer");
  return sendRefusal(reply, refusal);
}

function call(
  contract: RouteContract,
  handler: AnyHandler,
  { access, secure, reply }: { access: Allowed; secure: boolean; reply: FastifyReply },
): Soon<FastifyReply> {
  if (!access.ok) return refuseAccess(contract, reply, access);
  const { request } = reply;
  const input = checkInput(contract, request);
  if (!input.ok) return sendRefusal(reply, input);
  const { params, query, body } = input;
  const cookies = replyCookies(reply, secure);
  const given = { params, query, body, access: access.value, origin: request.origin, cookies, request };
  return soon(handler(given as unknown as Call<RouteContract>), (result) => sendResult(contract, reply, result));
}

function sendResult(contract: RouteContract, reply: FastifyReply, result: Reply<RouteContract>): FastifyReply {
  if (!result.ok) return sendRefusal(reply, result);
  reply.code(contract.success.status);
  if (contract.success.download) return sendFile(reply, result.body as unknown as Download);
  if (contract.success.body === null) return reply.send();
  // Through the schema: what it does not name does not leave the server.
  return reply.type("application/json; charset=utf-8").send(JSON.stringify(contract.success.body.parse(result.body)));
}

function sendFile(reply: FastifyReply, { mediaType, fileName, total, chunks }: Download): FastifyReply {
  reply.type(mediaType).header("content-disposition", `attachment; filename="${fileName}"`);
  return reply.header("x-total-lines", String(total)).send(Readable.from(chunks));
}

/** What was given stands in the error, so that what is missing is told from what is wrong. */
const withInput = { reportInput: true } as const;

type Input = { ok: true; params: unknown; query: unknown; body: unknown } | Refusal<"invalid_request" | "not_found">;

function checkInput(contract: RouteContract, request: FastifyRequest): Input {
  const params = contract.params?.safeParse(request.params);
  // A malformed id is an id of nothing.
  if (params && !params.success) return refuse("not_found");
  const body = contract.body?.safeParse(request.body ?? {}, withInput);
  if (body && !body.success) return refuseInput(body.error);
  const query = contract.query?.safeParse(request.query, withInput);
  if (query && !query.success) return refuseInput(query.error);
  return { ok: true, params: params?.data, query: query?.data, body: body?.data };
}

function refuseInput(error: z.ZodError): Refusal<"invalid_request"> {
  const errors = error.issues.flatMap(nearest).flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ field: pointer([...issue.path, key]), message: "This field is not known." }));
    }
    return [{ field: pointer(issue.path), message: typeWords(issue) ?? issue.message }];
  });
  // Two rules of a field may have one sentence.
  const once = [...new Map(errors.map((one) => [`${one.field} ${one.message}`, one])).values()];
  return refuse("invalid_request", errors[0]?.message ?? null, { errors: once.slice(0, mostErrors) });
}

/** Of an address, where all is text, a number that is not given is none either. */
function typeWords({ code, input }: z.core.$ZodIssue): string | null {
  if (code !== "invalid_type") return null;
  if (Number.isNaN(input)) return "Give a number.";
  return input === undefined ? "This field is missing." : null;
}

/** Where a body may be one of several: what is wrong with the one that it is nearest to, instead of "it is none". */
function nearest(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const [first] = issue.errors.toSorted((one, other) => one.length - other.length);
  return first && first.length > 0 ? first : [issue];
}

const mostErrors = 20;

/** RFC 6901. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
