// The environment: what is taken, and one clear line for each value that is wrong.
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigProblem, readConfig } from "./config.ts";

function linesOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigProblem) return error.lines;
  }
  return [];
}

describe("the configuration", () => {
  it("has the documented defaults, also where a variable is empty", () => {
    for (const environment of [{}, { HESPER_PORT: "", HESPER_PUBLIC_URL: "", HESPER_DATA_DIR: "" }]) {
      expect(readConfig(environment)).toEqual({
        dataDir: resolve("data"),
        databaseUrl: null,
        host: "127.0.0.1",
        port: 8080,
        publicUrl: null,
        masterKey: { kind: "file", file: resolve("data/master.key") },
        smtp: null,
        auditHeadFile: null,
        metricsToken: null,
        trustedProxies: [],
        logLevel: "info",
      });
    }
  });

  it.each([
    ["HESPER_PORT", "99999"],
    ["HESPER_PORT", "80a"],
    ["HESPER_PORT", "-1"],
    ["HESPER_PUBLIC_URL", "hesper.example.org"],
    ["HESPER_PUBLIC_URL", "http://hesper.example.org"],
    ["HESPER_PUBLIC_URL", "https://hesper.example.org/console"],
    ["HESPER_PUBLIC_URL", "javascript:alert(1)"],
    ["HESPER_LOG_LEVEL", "loud"],
    ["HESPER_TRUSTED_PROXIES", "10.0.0.0/33"],
    ["HESPER_TRUSTED_PROXIES", "everyone"],
    ["HESPER_DATABASE_URL", "mysql://x"],
    ["HESPER_DATABASE_URL", "postgres://host"],
    ["HESPER_DATABASE_URL", "postgres://host/hesper?pool=0"],
    ["HESPER_SMTP_URL", "mail.example.org"],
    ["HESPER_SMTP_URL", "smtp://mail.example.org?form=x@example.org"],
    ["HESPER_SMTP_URL", "smtp://mail.example.org?from=nobody"],
    ["HESPER_SMTP_URL", "smtp://mail.example.org"],
    ["HESPER_MASTER_KEY", "c2hvcnQ="],
    ["HESPER_MASTER_KEY_NEXT", `${"A".repeat(43)}=`],
    ["HESPER_METRICS_TOKEN", "x".repeat(31)],
    ["HESPER_METRICS_TOKEN", `${"x".repeat(32)} y`],
  ])("refuses %s=%s with one line that names it", (name, value) => {
    const lines = linesOf({ [name]: value });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${name} `));
  });

  it("takes the master key from the environment, or from a file, and not from both; no line repeats it", () => {
    const [key, next] = [`${"A".repeat(43)}=`, `${"B".repeat(43)}=`];
    const { masterKey } = readConfig({ HESPER_MASTER_KEY: key, HESPER_MASTER_KEY_NEXT: next });
    expect(JSON.stringify(masterKey)).toBe('{"kind":"environment","key":"[redacted]","next":"[redacted]"}');
    const lines = [
      ...linesOf({ HESPER_MASTER_KEY: key, HESPER_MASTER_KEY_FILE: "key" }),
      ...linesOf({ HESPER_MASTER_KEY: key, HESPER_MASTER_KEY_NEXT: key }),
      ...linesOf({ HESPER_MASTER_KEY: `${key}${next}` }),
    ];
    expect(lines).toEqual([
      "HESPER_MASTER_KEY and HESPER_MASTER_KEY_FILE are both set: leave out one of them.",
      "HESPER_MASTER_KEY_NEXT must be another key than HESPER_MASTER_KEY.",
      "HESPER_MASTER_KEY must be 32 bytes in Base64: the output of openssl rand -base64 32.",
    ]);
  });

  it("names every wrong value at once, and a misspelt name", () => {
    const lines = linesOf({ HESPER_PORT: "x", HESPER_LOG_LEVEL: "x", HESPER_PROT: "1" });
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain("HESPER_PROT is not a setting");
  });

  it("takes the public address with a slash at its end, plain http for localhost, and proxies in a list", () => {
    expect(readConfig({ HESPER_PUBLIC_URL: "https://hesper.example.org/" }).publicUrl).toBe(
      "https://hesper.example.org",
    );
    expect(readConfig({ HESPER_PUBLIC_URL: "http://localhost:8080" }).publicUrl).toBe("http://localhost:8080");
    expect(readConfig({ HESPER_TRUSTED_PROXIES: "10.0.0.0/8, ::1" }).trustedProxies).toEqual(["10.0.0.0/8", "::1"]);
  });
});
