// The peer: better-auth with its two-factor plugin behind Node's own HTTP server, as its documentation shows. Settings as
// shipped (no cookie cache), but for what would hold it up here: its limit of requests is off. SQLite is as durable as
// the server's. It makes its own people when it is told to, and answers with what their browsers would have.
import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { symmetricEncrypt } from "better-auth/crypto";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { twoFactor } from "better-auth/plugins";
import { serializeSignedCookie } from "better-call";
import pg from "pg";
import { openSqlite } from "../../apps/server/src/database/node-sqlite.ts";
import type { Peer, PeerTask } from "../tools/better-auth.ts";

const { BENCH_FILE = "", BENCH_DATABASE_URL = "", BENCH_PORT = "" } = process.env;
const auth = betterAuth({
  database: BENCH_DATABASE_URL === "" ? openSqlite(BENCH_FILE) : new pg.Pool({ connectionString: BENCH_DATABASE_URL }),
  baseURL: `http://127.0.0.1:${BENCH_PORT}`,
  secret: "a secret of the bench, of more than 32 characters",
  emailAndPassword: { enabled: true },
  plugins: [twoFactor()],
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
});
await (await getMigrations(auth.options)).runMigrations();
const context = await auth.$context;

let made = 0;

async function makeUser() {
  made += 1;
  const person = { email: `person${made}@example.org`, name: `Person ${made}`, emailVerified: true };
  return context.internalAdapter.createUser(person, { method: "email" });
}

async function signed(name: string, value: string): Promise<string> {
  return (await serializeSignedCookie(name, value, context.secret)).split(";")[0] ?? "";
}

async function beginSession(): Promise<Peer> {
  const user = await makeUser();
  const session = await context.internalAdapter.createSession(user.id);
  return { cookie: await signed(context.authCookies.sessionToken.name, session.token), secret: "" };
}

/** As its own log-in leaves somebody who owes a second factor. */
async function oweSecondFactor(): Promise<Peer> {
  const user = await makeUser();
  await context.internalAdapter.updateUser(user.id, { twoFactorEnabled: true });
  const secret = `secret of person number ${String(made).padStart(8, "0")}`;
  const sealed = await symmetricEncrypt({ key: context.secretConfig, data: secret });
  const data = { userId: user.id, secret: sealed, backupCodes: sealed, verified: true };
  await context.adapter.create({ model: "twoFactor", data });
  const identifier = `2fa-${user.id}`;
  const expiresAt = new Date(Date.now() + 600_000);
  await context.internalAdapter.createVerificationValue({ value: user.id, identifier, expiresAt });
  const attempts = `2fa-attempts-${identifier}`;
  await context.internalAdapter.createVerificationValue({ value: "0", identifier: attempts, expiresAt });
  const { name } = context.createAuthCookie("two_factor");
  return { cookie: await signed(name, identifier), secret };
}

const tasks = { sessions: beginSession, steps: oweSecondFactor };

process.on("message", async ({ make, count }: PeerTask) => {
  const peers: Peer[] = [];
  for (let at = 0; at < count; at += 1) peers.push(await tasks[make]());
  process.send?.(peers);
});
// Its people are made by its parent's wish; without the parent there is nobody to answer.
process.on("disconnect", () => process.exit());

createServer(toNodeHandler(auth)).listen(Number(BENCH_PORT), "127.0.0.1");
