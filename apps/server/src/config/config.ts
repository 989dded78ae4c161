// Configuration comes from the environment and is checked once, at start: one clear line for each value that is wrong.
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { z } from "zod";
import { isMasterKeyText, type MasterKeySource } from "../security/master-key.ts";
import { Secret } from "../security/secret.ts";
import { parseSmtpUrl, type SmtpServer } from "./smtp-url.ts";

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

export interface Config {
  readonly dataDir: string;
  /** Null: SQLite in the data directory. Holds a password: never logged. */
  readonly databaseUrl: string | null;
  readonly host: string;
  readonly port: number;
  /** Origin without a path, such as `https://hesper.example.org`. Null: whatever host the browser asked for. */
  readonly publicUrl: string | null;
  readonly masterKey: MasterKeySource;
  /** Null: no mail is sent, and links are shown to administrators to hand over. */
  readonly smtp: SmtpServer | null;
  /** Where the latest signed head of the audit is kept, on another disk. Null: nowhere. */
  readonly auditHeadFile: string | null;
  /** Opens `/metrics` to whoever shows it. Null: only programs on this machine may read it. */
  readonly metricsToken: Secret<string> | null;
  readonly trustedProxies: readonly string[];
  readonly logLevel: (typeof logLevels)[number];
}

/** The environment is wrong; each line of `lines` is about one variable. */
export class ConfigProblem extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "ConfigProblem";
    this.lines = lines;
  }
}

const loopback = ["localhost", "127.0.0.1", "[::1]"];

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === "https:" || url.protocol === "http:") && url.origin === text.replace(/\/$/, "");
}

/** With the parameters of `pg`, such as `sslmode`, and `pool`: how many connections at most. */
export function isPostgresUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, searchParams } = new URL(text);
  const pool = searchParams.get("pool");
  return (
    /^postgres(?:ql)?:$/.test(protocol) && /^\/[^/]+$/.test(pathname) && (pool === null || /^[1-9]\d{0,2}$/.test(pool))
  );
}

function isAddressRange(text: string): boolean {
  const [address = "", bits, more] = text.split("/");
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** The message must not repeat the value. */
const masterKeyText = z
  .string()
  .refine(isMasterKeyText, "must be 32 bytes in Base64: the output of openssl rand -base64 32")
  .optional();

const schema = z.object({
  HESPER_DATA_DIR: z.string().optional(),
  HESPER_HOST: z.string().default("127.0.0.1"),
  HESPER_PORT: z
    .string()
    .default("8080")
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, "must be a port number from 0 to 65535"),
  HESPER_PUBLIC_URL: z
    .string()
    .refine(isOrigin, "must be an address such as https://hesper.example.org, without a path")
    .refine(
      (text) => !isOrigin(text) || text.startsWith("https:") || loopback.includes(new URL(text).hostname),
      "must begin with https://; plain http is only for localhost",
    )
    .optional(),
  HESPER_DATABASE_URL: z
    .string()
    .refine(
      isPostgresUrl,
      "must be an address such as postgres://user:password@host:5432/hesper; leave it out for SQLite",
    )
    .optional(),
  HESPER_SMTP_URL: z.string().optional(),
  HESPER_AUDIT_HEAD_FILE: z.string().optional(),
  HESPER_MASTER_KEY: masterKeyText,
  HESPER_MASTER_KEY_FILE: z.string().optional(),
  HESPER_MASTER_KEY_NEXT: masterKeyText,
  HESPER_METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{32,256}$/, "must have at least 32 characters, of ASCII and without spaces")
    .optional(),
  HESPER_TRUSTED_PROXIES: z
    .string()
    .default("")
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    )
    .refine(
      (parts) => parts.every(isAddressRange),
      "must be addresses or ranges such as 10.0.0.0/8, with commas between",
    ),
  HESPER_LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(", ")}`).default("info"),
});

function unknownNames(environment: NodeJS.ProcessEnv): string[] {
  const known = Object.keys(schema.shape);
  return Object.keys(environment)
    .filter((name) => name.startsWith("HESPER_") && !name.startsWith("HESPER_TEST_") && !known.includes(name))
    .map((name) => `${name} is not a setting of Hesper. Known are: ${known.join(", ")}.`);
}

/** Links in mails begin with the public address, and with nothing that a request says. */
function readSmtp(url: string | undefined, publicUrl: string | null, lines: string[]): SmtpServer | null {
  if (url === undefined) return null;
  try {
    const server = parseSmtpUrl(url, publicUrl === null ? "localhost" : new URL(publicUrl).hostname);
    if (publicUrl !== null) return server;
    lines.push("HESPER_SMTP_URL needs HESPER_PUBLIC_URL beside it: the links in mails begin with that address.");
  } catch (error) {
    lines.push(`HESPER_SMTP_URL ${(error as Error).message}.`);
  }
  return null;
}

/** From the environment or from a file, never from both: which of them counts would have to be guessed. */
function readMasterKeySource(given: NodeJS.ProcessEnv, dataDir: string, lines: string[]): MasterKeySource {
  const { HESPER_MASTER_KEY: key, HESPER_MASTER_KEY_NEXT: next, HESPER_MASTER_KEY_FILE: file } = given;
  if (key !== undefined && file !== undefined) {
    lines.push("HESPER_MASTER_KEY and HESPER_MASTER_KEY_FILE are both set: leave out one of them.");
  }
  if (next !== undefined && key === undefined) {
    lines.push("HESPER_MASTER_KEY_NEXT needs HESPER_MASTER_KEY beside it; a key file has its next one in a file too.");
  }
  if (next !== undefined && next === key) {
    lines.push("HESPER_MASTER_KEY_NEXT must be another key than HESPER_MASTER_KEY.");
  }
  if (key === undefined) return { kind: "file", file: resolve(file ?? join(dataDir, "master.key")) };
  return { kind: "environment", key: new Secret(key), next: next === undefined ? null : new Secret(next) };
}

/** Empty values count as not given. Throws `ConfigProblem`. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const read = schema.safeParse(given);
  const lines = [
    ...unknownNames(given),
    ...(read.error?.issues ?? []).map((issue) => `${issue.path.join(".")} ${issue.message}.`),
  ];
  const wantedUrl = given.HESPER_PUBLIC_URL;
  const publicUrl = wantedUrl !== undefined && isOrigin(wantedUrl) ? new URL(wantedUrl).origin : null;
  const smtp = readSmtp(given.HESPER_SMTP_URL, publicUrl, lines);
  const dataDir = resolve(given.HESPER_DATA_DIR ?? "./data");
  const masterKey = readMasterKeySource(given, dataDir, lines);
  if (!read.success || lines.length > 0) throw new ConfigProblem(lines);
  const env = read.data;
  return {
    dataDir,
    databaseUrl: env.HESPER_DATABASE_URL ?? null,
    host: env.HESPER_HOST,
    port: Number(env.HESPER_PORT),
    publicUrl,
    masterKey,
    smtp,
    auditHeadFile: env.HESPER_AUDIT_HEAD_FILE ? resolve(env.HESPER_AUDIT_HEAD_FILE) : null,
    metricsToken: env.HESPER_METRICS_TOKEN ? new Secret(env.HESPER_METRICS_TOKEN) : null,
    trustedProxies: env.HESPER_TRUSTED_PROXIES,
    logLevel: env.HESPER_LOG_LEVEL,
  };
}
