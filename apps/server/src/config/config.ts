// Configuration comes from the environment and is checked once, at start: one clear line for each value that is wrong.
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { z } from "zod";
import { Secret } from "../security/secret.ts";

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

export interface Config {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** Origin without a path, such as `https://hesper.example.org`. Null: whatever host the browser asked for. */
  readonly publicUrl: string | null;
  readonly masterKeyFile: string;
  /** May hold a password: not for logs. Mail is not sent by this version. */
  readonly smtpUrl: Secret<string> | null;
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

function isAddressRange(text: string): boolean {
  const [address = "", bits, more] = text.split("/");
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

const schema = z.object({
  HESPER_DATA_DIR: z.string().default("./data"),
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
    .refine(() => false, "is not supported by this version: leave it out to use SQLite in the data directory")
    .optional(),
  HESPER_SMTP_URL: z
    .string()
    .refine(
      (text) => /^smtps?:\/\/./.test(text) && URL.canParse(text),
      "must be an address such as smtp://mail.example.org:587",
    )
    .optional(),
  HESPER_MASTER_KEY_FILE: z.string().optional(),
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

/** Empty values count as not given. Throws `ConfigProblem`. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const read = schema.safeParse(given);
  const lines = [
    ...unknownNames(given),
    ...(read.error?.issues ?? []).map((issue) => `${issue.path.join(".")} ${issue.message}.`),
  ];
  if (!read.success || lines.length > 0) throw new ConfigProblem(lines);
  const env = read.data;
  const dataDir = resolve(env.HESPER_DATA_DIR);
  return {
    dataDir,
    host: env.HESPER_HOST,
    port: Number(env.HESPER_PORT),
    publicUrl: env.HESPER_PUBLIC_URL ? new URL(env.HESPER_PUBLIC_URL).origin : null,
    masterKeyFile: resolve(env.HESPER_MASTER_KEY_FILE ?? join(dataDir, "master.key")),
    smtpUrl: env.HESPER_SMTP_URL ? new Secret(env.HESPER_SMTP_URL) : null,
    trustedProxies: env.HESPER_TRUSTED_PROXIES,
    logLevel: env.HESPER_LOG_LEVEL,
  };
}
