// The OpenAPI 3.1 document, made from the same schemas that check requests and answers.
import {
  accessRefusals,
  commonRefusals,
  problemFields,
  type RefusalCode,
  type RouteContract,
  refusalCodes,
  refusals,
  routes,
} from "@hesper/contract";
import { z } from "zod";

type Json = Record<string, unknown>;

const problemReference = { $ref: "#/components/schemas/Problem" };

/** @param cookieName the name of the session cookie, which depends on whether the server is reached with TLS. */
export function openApiDocument({
  serverUrl,
  version,
  sessionCookie,
  pendingCookie,
}: {
  serverUrl: string;
  version: string;
  sessionCookie: string;
  pendingCookie: string;
}): Json {
  const components: Json = { Problem: problemComponent() };
  const paths: Record<string, Json> = {};
  for (const contract of Object.values(routes) as RouteContract[]) {
    const path = `/api/v1${contract.path}`;
    paths[path] = { ...paths[path], [contract.method.toLowerCase()]: operation(contract, components) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Hesper",
      version,
      summary: "Two-factor log-in, employees and their accounts",
      description: "The API that the console uses. Errors are problem documents (RFC 9457) with a stable `code`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: serverUrl }],
    tags: [...new Set(Object.values(routes).map((one) => one.tag))].map((name) => ({
      name,
      description: tagTexts[name],
    })),
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: sessionCookie, description: "Set by the log-in" },
        key: { type: "http", scheme: "bearer", description: "The token that the activation of a key gave" },
        pendingLogin: { type: "apiKey", in: "cookie", name: pendingCookie, description: "Set by the first step" },
      },
    },
  };
}

const tagTexts: Record<string, string> = {
  "Set-up": "The first administrator of an installation",
  "Log-in": "The password, then the second factor",
  Session: "Who is logged in",
  Profile: "A person's own name, password, sessions and security events",
  "Two-factor authentication": "A person's own second factors",
  Employees: "Who there is, what is known of them and what they may do",
  "Employee imports": "Employees from a table: sent in pieces, previewed by row, carried out as a whole",
  Organisation: "Companies with their departments, and positions",
  Groups: "Employees that are given the same",
  People: "Invitations and links",
  "Temporary passes": "For people who have lost every factor",
  Policy: "The settings of the installation, and its mail",
  "Organisation key": "What opens every account beside the employees' own keys, and how it is replaced",
  Accounts: "What employees are given to log in with elsewhere; secrets come and go sealed",
  Keys: "Keys of employees: made, watched and ended by administrators",
  "Keys' own": "What keys call themselves, to be activated and to get their accounts",
  "Security keys": "A person's own FIDO2 keys that hold accounts: added with a touch, and opened in the browser",
  Leavers: "What those who left could have seen, to be ticked off when it was changed",
  Audit: "What happened, sealed into a chain",
  Dashboard: "Figures of the whole installation, counted from time to time",
};

function operation(contract: RouteContract, components: Json): Json {
  const parameters = [...pathParameters(contract), ...queryParameters(contract)];
  return {
    operationId: contract.name,
    summary: contract.summary,
    ...(contract.roles ? { description: `For: ${contract.roles.join(", ")}.` } : {}),
    tags: [contract.tag],
    security: security[contract.access],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(contract.body
      ? { requestBody: { required: true, content: json(schemaOf(contract.body, "input", components)) } }
      : {}),
    responses: responses(contract, components),
  };
}

function pathParameters(contract: RouteContract): Json[] {
  const names = Object.keys((contract.params as z.ZodObject | undefined)?.shape ?? {});
  return names.map((name) => ({ name, in: "path", required: true, schema: { type: "string", format: "uuid" } }));
}

function queryParameters(contract: RouteContract): Json[] {
  if (!contract.query) return [];
  const { properties = {} } = z.toJSONSchema(contract.query, { io: "output", unrepresentable: "any" });
  const { required = [] } = z.toJSONSchema(contract.query, { io: "input", unrepresentable: "any" });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema: schema as Json,
  }));
}

const security: Record<RouteContract["access"], Json[]> = {
  public: [],
  pending_login: [{ pendingLogin: [] }],
  session_for_setup: [{ session: [] }],
  session_before_setup: [{ session: [] }],
  session: [{ session: [] }],
  key: [{ key: [] }],
};

function responses(contract: RouteContract, components: Json): Json {
  const { status, body, download = [] } = contract.success;
  const files = Object.fromEntries(download.map((type) => [type, { schema: { type: "string" } }]));
  const content = body ? json(schemaOf(body, "output", components)) : files;
  const success = Object.keys(content).length > 0 ? { content } : {};
  const byStatus: Json = { [status]: { description: "Done", ...success } };
  const codes = new Set<RefusalCode>([...commonRefusals, ...accessRefusals[contract.access], ...contract.refusals]);
  for (const one of new Set([...codes].map((code) => refusals[code].status))) {
    const names = [...codes].filter((code) => refusals[code].status === one).map((code) => `\`${code}\``);
    const content = { "application/problem+json": { schema: problemReference } };
    byStatus[one] = { description: names.join(", "), content, ...(one in waits ? { headers: retryAfter } : {}) };
  }
  return byStatus;
}

/** Refusals that say when to come again. */
const waits = { 429: true, 503: true };
const retryAfter = { "Retry-After": { description: "Seconds until the next try", schema: { type: "integer" } } };

function json(schema: Json): Json {
  return { "application/json": { schema } };
}

/** The JSON Schema of a zod schema; parts that have an id go to the components. */
function schemaOf(schema: z.ZodType, io: "input" | "output", components: Json): Json {
  const made = z.toJSONSchema(schema, { io, unrepresentable: "any", target: "draft-2020-12" }) as Json;
  const { $schema: _, $defs = {}, ...own } = made as { $schema?: string; $defs?: Json } & Json;
  const named = relocate($defs) as Record<string, Json>;
  for (const [name, part] of Object.entries(named)) components[name] = withoutId(part);
  if (typeof own.id !== "string") return relocate(own) as Json;
  components[own.id] = withoutId(relocate(own) as Json);
  return { $ref: `#/components/schemas/${own.id}` };
}

function withoutId({ id: _, ...rest }: Json): Json {
  return rest;
}

function relocate(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll("#/$defs/", "#/components/schemas/"));
}

function problemComponent(): Json {
  const schema = z.object({ ...problemFields, code: z.enum(refusalCodes as [RefusalCode, ...RefusalCode[]]) });
  return schemaOf(schema, "output", {});
}
