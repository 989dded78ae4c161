// What the machine could do at best: Fastify with a cookie and one read of SQLite by primary key, and with one durable
// write. Prepared statements and answers with a schema, as its documentation advises; no log, no checks.
import { DatabaseSync } from "node:sqlite";
import fastifyCookie from "@fastify/cookie";
import fastify from "fastify";

const { BENCH_FILE = "", BENCH_PORT = "" } = process.env;
const database = new DatabaseSync(BENCH_FILE);
// As durable as the server's: a write-ahead log that reaches the disk with each transaction.
database.exec("pragma journal_mode = wal; pragma synchronous = full");
database.exec(
  "create table if not exists sessions (token text primary key, id text, email text, name text, at integer)",
);
database.exec("create table if not exists steps (person text primary key, step integer not null)");
const addSession = database.prepare("insert or ignore into sessions values (?, ?, ?, ?, ?)");
for (let at = 0; at < 100; at += 1)
  addSession.run(`token-${at}`, `id-${at}`, `person${at}@example.org`, `Person ${at}`, at);

const findSession = database.prepare("select id, email, name, at from sessions where token = ?");
const spendStep = database.prepare(
  "insert into steps values (?, 1) on conflict (person) do update set step = step + 1 returning step",
);

const text = { type: "string" };
const number = { type: "number" };
const session = { type: "object", properties: { id: text, email: text, name: text, at: number } };
const step = { type: "object", properties: { step: number } };
const given = { type: "object", required: ["code"], properties: { code: text }, additionalProperties: false };

const app = fastify();
await app.register(fastifyCookie);
app.get("/session", { schema: { response: { 200: session, 401: session } } }, async (request, reply) => {
  const row = findSession.get(request.cookies.session ?? "");
  return row ?? reply.code(401).send({});
});
app.post("/step", { schema: { body: given, response: { 200: step } } }, async (request) => {
  database.exec("begin immediate");
  const row = spendStep.get(request.cookies.person ?? "");
  database.exec("commit");
  return row;
});
await app.listen({ host: "127.0.0.1", port: Number(BENCH_PORT) });
