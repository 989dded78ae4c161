// Puts the server together: the one place that knows all rooms.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fastifyCookie from "@fastify/cookie";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { templateHandlers } from "./account-templates/routes.ts";
import { sealedAccounts } from "./accounts/opening.ts";
import { accountHandlers } from "./accounts/routes.ts";
import { sharedAccountHandlers } from "./accounts/shared-routes.ts";
import { createHeadKeeper, type HeadKeeper } from "./audit/head-keeper.ts";
import { auditHandlers } from "./audit/routes.ts";
import { createBackground } from "./background.ts";
import type { Config } from "./config/config.ts";
import { withoutChildren } from "./config/logger.ts";
import { programVersion } from "./config/version.ts";
import { dashboardHandlers } from "./dashboard/routes.ts";
import { createDashboard, type DashboardOfServer } from "./dashboard/service.ts";
import type { Keyring } from "./data-keys/data-keys.ts";
import { checkSecrets, openSecrets } from "./data-keys/open.ts";
import { type Database, openDatabase } from "./database/database.ts";
import { ownDeliveryHandlers } from "./deliveries/own-routes.ts";
import { deliveryHandlers } from "./deliveries/routes.ts";
import { emailChangeHandlers } from "./email-changes/routes.ts";
import { createImporter, type Importer } from "./employee-imports/importer.ts";
import { employeeImportHandlers } from "./employee-imports/routes.ts";
import { employeeHandlers } from "./employees/routes.ts";
import { groupHandlers } from "./groups/routes.ts";
import { addressOf } from "./http/address.ts";
import { registerApi, usualBodyBytes } from "./http/api.ts";
import { receiveRequests } from "./http/arrival.ts";
import { registerConsole } from "./http/console.ts";
import { cookieName } from "./http/cookies.ts";
import { answerPreflights, openToOrigins } from "./http/cors.ts";
import { refuseCrossSiteWrites } from "./http/cross-site.ts";
import { registerDocs } from "./http/docs.ts";
import { createDrain, type Drain } from "./http/drain.ts";
import { createGuard } from "./http/guard.ts";
import { securityHeaders } from "./http/headers.ts";
import { registerHealth } from "./http/health.ts";
import { refuseCompression, takeJsonOnly } from "./http/json-body.ts";
import { openApiDocument } from "./http/openapi.ts";
import { handleError } from "./http/problem.ts";
import { refuseOddHeads } from "./http/request-head.ts";
import { logRequests } from "./http/request-log.ts";
import { trustIn } from "./http/trusted-proxies.ts";
import { invitationHandlers } from "./invitations/routes.ts";
import type { Jobs } from "./jobs/service.ts";
import { keyPolicyHandlers } from "./key-policies/routes.ts";
import { makeDefault } from "./key-policies/store.ts";
import { ownKeyHandlers } from "./keys/own-routes.ts";
import { profileKeyHandlers } from "./keys/profile-routes.ts";
import { keyHandlers } from "./keys/routes.ts";
import * as employeeKeys from "./keys/store.ts";
import { leaverHandlers } from "./leavers/routes.ts";
import type { Outside } from "./links/service.ts";
import { loginHandlers } from "./login/routes.ts";
import { mailHandlers } from "./mail/routes.ts";
import { createMailer } from "./mail/smtp.ts";
import { registerMetrics } from "./metrics/routes.ts";
import { createMetrics } from "./metrics/service.ts";
import { organisationHandlers } from "./organisation/routes.ts";
import { organisationKeyHandlers } from "./organisation-key/routes.ts";
import { passkeyHandlers, passkeyLoginHandlers } from "./passkeys/routes.ts";
import { passwordResetHandlers } from "./password-resets/routes.ts";
import { policyHandlers } from "./policy/routes.ts";
import { privateAccountHandlers } from "./private-accounts/routes.ts";
import { profileHandlers } from "./profile/routes.ts";
import type { Clock } from "./security/clock.ts";
import { createIds, type IdSource } from "./security/ids.ts";
import { currentMasterKey } from "./security/master-key.ts";
import type { Random } from "./security/random.ts";
import type { Secret } from "./security/secret.ts";
import { openedKeyHandlers } from "./security-keys/opened-routes.ts";
import { securityKeyHandlers } from "./security-keys/registration-routes.ts";
import { sessionHandlers } from "./sessions/routes.ts";
import { describeInstallation, setupHandlers } from "./setup/routes.ts";
import { issueSetupToken } from "./setup/service.ts";
import { temporaryPassHandlers } from "./temporary-passes/routes.ts";
import { twoFactorHandlers } from "./two-factor/routes.ts";

export interface Hesper {
  readonly app: FastifyInstance;
  readonly db: Database;
  /** Mail, sealing of the audit, clean-up: begun by whoever runs the server. */
  readonly background: Jobs;
  /** A token for the set-up link; null when the set-up is closed. */
  issueSetupToken(): Promise<Secret<string> | null>;
  /** From now on `/readyz` says that the server stops; requests are still answered. */
  announceStop(): void;
  /** Finishes what is under way, for ten seconds at most, and lets go of the database. */
  close(): Promise<void>;
}

export interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: FastifyBaseLogger;
}

const consoleFolder = join(import.meta.dirname, "../../console/dist");
/** How long requests and jobs that are under way may take to end. */
const graceMs = 10_000;

export async function createHesper(config: Config, { clock, random, logger }: Surroundings): Promise<Hesper> {
  const ids = createIds(clock, random);
  // A key that cannot be read stops the start before anything is made.
  currentMasterKey(config.masterKey);
  const db = await openDatabase(config, {
    check: (found) => checkSecrets(found, config),
    onIdleError: (error) => logger.warn({ err: error }, "A connection to the database was cut"),
  });
  try {
    const keyring = await openSecrets(db, config, ids);
    await makeDefault(db, clock.nowMs());
    const outside = { publicUrl: config.publicUrl, sendsMail: config.smtp !== null };
    const { auditHeadFile } = config;
    const headKeeper = auditHeadFile === null ? null : createHeadKeeper({ db, ids, keyring, logger }, auditHeadFile);
    const importer = createImporter({ db, ids, logger, outside, dataDir: config.dataDir });
    const { dataDir, masterKey } = config;
    const dashboard = createDashboard({ db, ids, logger, dataDir });
    const rooms = { headKeeper, importer, dashboard };
    const { app, drain } = await createApp(config, { db, ids, keyring, logger, outside, ...rooms });
    const mailer = config.smtp === null ? null : createMailer(config.smtp);
    const own = { dataDir, masterKey, headKeeper, importer };
    const background = createBackground({ db, ids, keyring, logger, outside, mailer, ...own });
    return {
      app,
      db,
      background,
      issueSetupToken: () => issueSetupToken({ db, ids }),
      announceStop: () => drain.announce(),
      close: async () => {
        // Beside the requests: a job that hangs holds up the stop no longer than a request may.
        const stopped = Promise.all([background.stop(), dashboard.stop()]);
        const jobsStopped = Promise.race([stopped, sleep(graceMs, undefined, { ref: false })]);
        await drain.close(graceMs);
        await jobsStopped;
        await db.destroy();
      },
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

async function createApp(
  config: Config,
  {
    db,
    ids,
    keyring,
    logger,
    outside,
    headKeeper,
    importer,
    dashboard,
  }: {
    db: Database;
    ids: IdSource;
    keyring: Keyring;
    logger: FastifyBaseLogger;
    outside: Outside;
    headKeeper: HeadKeeper | null;
    importer: Importer;
    dashboard: DashboardOfServer;
  },
): Promise<{ app: FastifyInstance; drain: Drain }> {
  const secure = config.publicUrl?.startsWith("https:") ?? false;
  const app: FastifyInstance = fastify({
    loggerInstance: withoutChildren(logger),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: usualBodyBytes,
    requestTimeout: 30_000,
    // Requests and answers are checked by the contract. Fastify's own compilers would be loaded for nothing.
    schemaController: { compilersFactory: { buildValidator: refuseSchemas, buildSerializer: refuseSchemas } },
    // Whatever stands for an id reaches the schema, which says that there is nothing.
    routerOptions: { maxParamLength: 16_384 },
    trustProxy: config.trustedProxies.length > 0 ? trustIn(config.trustedProxies) : false,
    // The drain refuses, as a problem, and ends connections when nothing is under way on them.
    return503OnClosing: false,
  });
  app.setErrorHandler(handleError);
  const drain = createDrain(app);
  receiveRequests(app, {
    addHeaders: [securityHeaders({ https: secure }), openToOrigins],
    checks: [drain.check, refuseOddHeads, refuseCrossSiteWrites(config.publicUrl), refuseCompression],
  });
  answerPreflights(app);
  // A form of another site cannot send JSON without being asked about.
  takeJsonOnly(app);
  logRequests(app, logger);
  await app.register(fastifyCookie);
  const deps = { db, ids, keyring, outside };
  const edge = { secure, publicUrl: config.publicUrl };
  const address = () => addressOf(app, config);
  const handlers = {
    ...setupHandlers(deps, { secure, sendsMail: outside.sendsMail }),
    ...loginHandlers(deps, secure),
    ...sessionHandlers({ ...deps, headKeeper }),
    ...profileHandlers(deps),
    ...twoFactorHandlers(deps),
    ...passkeyHandlers(deps, edge),
    ...passkeyLoginHandlers(deps, edge),
    ...employeeHandlers(deps),
    ...employeeImportHandlers({ ...deps, importer }),
    ...organisationHandlers(deps),
    ...groupHandlers(deps),
    ...invitationHandlers(deps, secure),
    ...passwordResetHandlers(deps),
    ...emailChangeHandlers(deps),
    ...temporaryPassHandlers(deps),
    ...policyHandlers(deps),
    ...mailHandlers(deps, config.smtp),
    ...organisationKeyHandlers({ ...deps, sealed: [sealedAccounts], employeeKeys: [employeeKeys] }, edge),
    ...auditHandlers(deps),
    ...accountHandlers(deps),
    ...sharedAccountHandlers(deps),
    ...templateHandlers(deps),
    ...leaverHandlers(deps),
    ...keyPolicyHandlers(deps),
    ...keyHandlers({ ...deps, address }),
    ...ownKeyHandlers(deps),
    ...profileKeyHandlers({ ...deps, address }),
    ...securityKeyHandlers(deps, edge),
    ...openedKeyHandlers(deps, edge),
    ...deliveryHandlers(deps),
    ...ownDeliveryHandlers(deps),
    ...privateAccountHandlers(deps),
    ...dashboardHandlers(dashboard),
  };
  registerApi(app, handlers, createGuard({ db, ids, secure }), secure);
  registerHealth(app, db, drain);
  registerMetrics(app, createMetrics({ db, clock: ids.clock, logger }), config.metricsToken);
  registerDocs(app, () => describeApi(config, secure));
  const installation = () => describeInstallation(db, outside.sendsMail);
  await registerConsole(app, { folder: consoleFolder, random: ids.random, installation });
  return { app, drain };
}

function refuseSchemas(): never {
  throw new Error("What a route takes and gives stands in the contract.");
}

function describeApi(config: Config, secure: boolean): object {
  return openApiDocument({
    serverUrl: config.publicUrl ?? "/",
    version: programVersion(),
    sessionCookie: cookieName("session", secure),
    pendingCookie: cookieName("pending_login", secure),
  });
}
