// What a route of the HTTP contract is: one object from which server, typed client and OpenAPI are made.
import type { z } from "zod";
import type { KeyStatus } from "./key-statuses.ts";
import type { RefusalCode } from "./problems.ts";
import type { Role } from "./roles.ts";

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/**
 * Who may call a route.
 * - `public`: anybody.
 * - `pending_login`: whoever gave the right password and still owes the second factor.
 * - `session_for_setup`: any session, also one that a temporary pass began, which is good for setting up a factor only.
 * - `session_before_setup`: any session but that of a temporary pass, also one that still owes a second factor.
 * - `session`: a session that owes nothing.
 * - `key`: a key, with the token that its activation gave, as a bearer token (RFC 6750).
 */
export type Access = "public" | "pending_login" | "session_for_setup" | "session_before_setup" | "session" | "key";

export interface RouteContract {
  readonly name: string;
  readonly method: Method;
  /** Below `/api/v1`; parameters as `{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly access: Access;
  /** Who of those with a session. Not given: every role. */
  readonly roles?: readonly Role[];
  /** Of access `key`: keys in which status. */
  readonly keyStatuses?: readonly KeyStatus[];
  /** Whether a log-in or a proof no older than 10 minutes (a setting) is asked for. */
  readonly fresh?: boolean;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Where more than 64 KiB may come. */
  readonly largestBodyBytes?: number;
  /** The status and body of success. A null body is an empty answer, or a file in one of the types of `download`. */
  readonly success: {
    readonly status: 200 | 201 | 204;
    readonly body: z.ZodType | null;
    readonly download?: readonly string[];
  };
  /** Refusals beside those that follow from access, method and input. */
  readonly refusals: readonly RefusalCode[];
}

/** Keeps the literal types of a route. */
export function route<const C extends RouteContract>(contract: C): C {
  return contract;
}

export type ParamsOf<C extends RouteContract> = C["params"] extends z.ZodType ? z.infer<C["params"]> : undefined;
export type QueryOf<C extends RouteContract> = C["query"] extends z.ZodType ? z.infer<C["query"]> : undefined;
/** What a caller may give: texts. */
export type QueryInputOf<C extends RouteContract> = C["query"] extends z.ZodType
  ? { [K in keyof z.input<C["query"]>]: string }
  : undefined;
export type BodyOf<C extends RouteContract> = C["body"] extends z.ZodType ? z.infer<C["body"]> : undefined;
export type AnswerOf<C extends RouteContract> = C["success"]["body"] extends z.ZodType
  ? z.infer<C["success"]["body"]>
  : null;

/** All refusals a caller of the route must be ready for. */
export type RefusalOf<C extends RouteContract> = C["refusals"][number] | CommonRefusal | AccessRefusal[C["access"]];

/** Any route may give these: bad input, a request from another site, too much at once, an outage. */
export const commonRefusals = [
  "invalid_request",
  "cross_site_request",
  "not_found",
  "payload_too_large",
  "unsupported_media_type",
  "internal_error",
  "overloaded",
] as const satisfies readonly RefusalCode[];
export type CommonRefusal = (typeof commonRefusals)[number];

/** What each kind of access refuses with. */
export const accessRefusals = {
  public: [],
  pending_login: ["login_expired"],
  session_for_setup: ["not_authenticated"],
  session_before_setup: ["not_authenticated", "two_factor_setup_required"],
  session: ["not_authenticated", "two_factor_setup_required", "forbidden"],
  key: ["not_authenticated", "forbidden"],
} as const satisfies Record<Access, readonly RefusalCode[]>;
type AccessRefusal = { [A in Access]: (typeof accessRefusals)[A][number] };
