// Puts the server together: the one place that knows all rooms.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fastifyCookie from "@fastify/cookie";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import type { Config } from "./config/config.ts";
import { hasDataKeys, type Keyring, openKeyring } from "./data-keys/data-keys.ts";
import { type Database, openDatabase } from "./database/database.ts";
import { registerApi } from "./http/api.ts";
import { registerConsole } from "./http/console.ts";
import { cookieName } from "./http/cookies.ts";
import { refuseCrossSiteWrites } from "./http/cross-site.ts";
import { registerDocs } from "./http/docs.ts";
import { createGuard } from "./http/guard.ts";
import { addSecurityHeaders } from "./http/headers.ts";
import { registerHealth } from "./http/health.ts";
import { takeJsonOnly } from "./http/json-body.ts";
import { openApiDocument } from "./http/openapi.ts";
import { handleError } from "./http/problem.ts";
import { refuseOddHeads } from "./http/request-head.ts";
import { logRequests } from "./http/request-log.ts";
import { loginHandlers } from "./login/routes.ts";
import { passkeyHandlers, passkeyLoginHandlers } from "./passkeys/routes.ts";
import { profileHandlers } from "./profile/routes.ts";
import type { Clock } from "./security/clock.ts";
import { createIds, type IdSource } from "./security/ids.ts";
import { createMasterKey, MasterKeyProblem, readMasterKey } from "./security/master-key.ts";
import type { Random } from "./security/random.ts";
import type { Secret } from "./security/secret.ts";
import { sessionHandlers } from "./sessions/routes.ts";
import { setupHandlers } from "./setup/routes.ts";
import { issueSetupToken } from "./setup/service.ts";
import { twoFactorHandlers } from "./two-factor/routes.ts";

export interface Hesper {
  readonly app: FastifyInstance;
  readonly db: Database;
  /** A token for the set-up link; null when the set-up is closed. */
  issueSetupToken(): Promise<Secret<string> | null>;
  close(): Promise<void>;
}

export interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: FastifyBaseLogger;
}

const consoleFolder = join(import.meta.dirname, "../../console/dist");
const largestBodyBytes = 65_536;

export async function createHesper(config: Config, { clock, random, logger }: Surroundings): Promise<Hesper> {
  const ids = createIds(clock, random);
  const db = await openDatabase(config.dataDir);
  try {
    const keyring = await openSecrets(db, config, ids);
    const app = await createApp(config, { db, ids, keyring, logger });
    return {
      app,
      db,
      issueSetupToken: () => issueSetupToken({ db, ids }),
      close: async () => {
        await app.close();
        await db.destroy();
      },
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

async function openSecrets(db: Database, { masterKeyFile }: Config, ids: IdSource): Promise<Keyring> {
  const found = readMasterKey(masterKeyFile);
  if (found === null && (await hasDataKeys(db))) {
    throw new MasterKeyProblem(
      `The master key ${masterKeyFile} is missing. Restore it: without it no secret can be opened.`,
    );
  }
  return openKeyring(db, found ?? createMasterKey(masterKeyFile, ids.random), ids);
}

async function createApp(
  config: Config,
  { db, ids, keyring, logger }: { db: Database; ids: IdSource; keyring: Keyring; logger: FastifyBaseLogger },
): Promise<FastifyInstance> {
  const secure = config.publicUrl?.startsWith("https:") ?? false;
  const app: FastifyInstance = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: largestBodyBytes,
    requestTimeout: 30_000,
    // Whatever stands for an id reaches the schema, which says that there is nothing.
    routerOptions: { maxParamLength: 16_384 },
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    forceCloseConnections: true,
  });
  app.setErrorHandler(handleError);
  addSecurityHeaders(app, { https: secure });
  refuseOddHeads(app);
  refuseCrossSiteWrites(app, config.publicUrl);
  // A form of another site cannot send JSON without being asked about.
  takeJsonOnly(app);
  logRequests(app, ids.clock);
  await app.register(fastifyCookie);
  const deps = { db, ids, keyring };
  const edge = { secure, publicUrl: config.publicUrl };
  const handlers = {
    ...setupHandlers(deps),
    ...loginHandlers(deps, secure),
    ...sessionHandlers(deps),
    ...profileHandlers(deps),
    ...twoFactorHandlers(deps),
    ...passkeyHandlers(deps, edge),
    ...passkeyLoginHandlers(deps, edge),
  };
  registerApi(app, handlers, createGuard({ db, ids, secure }), secure);
  registerHealth(app, db);
  registerDocs(app, describeApi(config, secure));
  await registerConsole(app, consoleFolder, ids.random);
  return app;
}

function describeApi(config: Config, secure: boolean): object {
  const packageFile = join(import.meta.dirname, "../package.json");
  const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };
  return openApiDocument({
    serverUrl: config.publicUrl ?? "/",
    version,
    sessionCookie: cookieName("session", secure),
    pendingCookie: cookieName("pending_login", secure),
  });
}
