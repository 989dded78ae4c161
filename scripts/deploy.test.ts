// The ways to run Hesper: that they name only what there is, keep to few rights, and work with the programs they are for.
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type RouteContract, routes } from "@hesper/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ConfigProblem, readConfig } from "../apps/server/src/config/config.ts";
import { freePort } from "../apps/server/src/testing/free-port.ts";
import { ada, TestServer } from "../apps/server/src/testing/harness.ts";
import { root } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "hesper-deploy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function textOf(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function has(program: string): boolean {
  return spawnSync(program, ["--version"]).error === undefined;
}

/** What the server would say of these variables when it starts. */
function complaintsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigProblem) return error.lines;
    throw error;
  }
}

/** `NAME=value` lines, those of examples included that are commented out. */
function variablesIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^(?:# )?([A-Z][A-Z_]+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
}

const packageFile = JSON.parse(textOf("package.json")) as {
  scripts: { start: string };
  optionalDependencies: Record<string, string>;
};
/** The server without what `npm start` does before. */
const startCommand = packageFile.scripts.start.split(" && ").at(-1) ?? "";

describe("the container image", () => {
  const instructions = textOf("Dockerfile")
    .replaceAll(/^#.*\n/gm, "")
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => line !== "");
  const all = (name: string) => instructions.filter((line) => line.startsWith(`${name} `));
  const last = (name: string) => all(name).at(-1) ?? "";
  const health = JSON.parse(last("HEALTHCHECK").replace(/^.*?CMD /, "")) as string[];

  it("runs as somebody who is not root, with a signal that stops it in good order (V13.3.2)", () => {
    expect(last("USER")).toMatch(/^USER [1-9]\d*:[1-9]\d*$/);
    expect(instructions.indexOf(last("USER"))).toBeGreaterThan(instructions.indexOf(last("RUN")));
    expect(last("STOPSIGNAL")).toBe("STOPSIGNAL SIGTERM");
    expect((JSON.parse(last("CMD").slice(4)) as string[]).join(" ")).toBe(startCommand);
  });

  it("stands on the Node that the lock file has, and brings no secret", () => {
    const [version] = new Set(Object.values(packageFile.optionalDependencies));
    expect(last("ARG")).toMatch(new RegExp(`^ARG NODE_IMAGE=node:${version}-`));
    for (const line of all("FROM")) expect(line).toMatch(/^FROM (\$\{NODE_IMAGE\}|manifests)( AS \w+)?$/);
    const environment = variablesIn(last("ENV").slice(4).replaceAll(/ +/g, "\n"));
    expect(Object.keys(environment)).toEqual(["NODE_ENV", "HESPER_HOST", "HESPER_PORT", "HESPER_DATA_DIR", "PATH"]);
    expect(complaintsOf(environment)).toEqual([]);
  });

  it("is built from every workspace, and from nothing that lies around", () => {
    const lock = JSON.parse(textOf("package-lock.json")) as {
      packages: Record<string, { dependencies?: Record<string, string> }>;
    };
    const workspaces = Object.keys(lock.packages).filter((path) => /^(apps|packages)\/[^/]+$/.test(path));
    for (const path of workspaces) expect(all("COPY")).toContain(`COPY ${path}/package.json ${path}/`);
    const needed = Object.keys(lock.packages["apps/server"]?.dependencies ?? {}).filter((name) =>
      name.startsWith("@hesper/"),
    );
    const installed = all("RUN").find((line) => line.includes("--omit=dev")) ?? "";
    for (const name of ["@hesper/server", ...needed]) expect(installed).toContain(`--workspace=${name}`);
    // Whatever is not named is left out.
    const ignored = textOf(".dockerignore").split("\n");
    expect(ignored).toContain("*");
    const allowed = ignored.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
    for (const path of allowed) expect(existsSync(join(root, path)), path).toBe(true);
    expect(ignored).toEqual(expect.arrayContaining(["**/node_modules", "**/data", "**/.env"]));
  });

  it("knows whether the server lives, without another program", async () => {
    const server = new TestServer();
    const { app } = await server.start();
    const port = new URL(await app.listen({ host: "127.0.0.1", port: 0 })).port;
    const check = async () => {
      const child = spawn(process.execPath, health.slice(1), { env: { ...process.env, HESPER_PORT: port } });
      return ((await once(child, "exit")) as [number])[0];
    };
    expect(health[0]).toBe("node");
    expect(await check()).toBe(0);
    await server.stop();
    expect(await check()).toBe(1);
  });
});

interface Service {
  readonly image: string;
  readonly read_only?: boolean;
  readonly cap_drop?: string[];
  readonly cap_add?: string[];
  readonly privileged?: boolean;
  readonly security_opt?: string[];
  readonly healthcheck?: object;
  readonly ports?: string[];
  readonly networks: string[];
  readonly environment: Record<string, string>;
  readonly depends_on?: Record<string, { condition: string }>;
}

describe("the compose file", () => {
  const text = textOf("deploy/compose.yaml");
  const file = parse(text, { merge: true }) as {
    services: Record<"hesper" | "postgres" | "caddy", Service>;
    networks: Record<string, { internal?: boolean; ipam?: { config: { subnet: string }[] } }>;
  };
  const { hesper, postgres, caddy } = file.services;

  it("gives each container as little as it can do with (V13.3.2)", () => {
    for (const [name, service] of Object.entries(file.services)) {
      const { read_only, cap_drop, cap_add, security_opt, privileged } = service;
      expect({ name, read_only, cap_drop, cap_add, security_opt, privileged }).toEqual({
        name,
        read_only: true,
        cap_drop: ["ALL"],
        cap_add: name === "caddy" ? ["NET_BIND_SERVICE"] : undefined,
        security_opt: ["no-new-privileges:true"],
        privileged: undefined,
      });
      expect(service.image).toMatch(/:[\w.-]+$/);
      expect(service.image).not.toMatch(/:latest$/);
    }
  });

  it("opens nothing but the ports of the proxy, and the database to Hesper alone", () => {
    expect([hesper.ports, postgres.ports]).toEqual([undefined, undefined]);
    expect(caddy.ports).toEqual(["80:80", "443:443", "443:443/udp"]);
    expect(postgres.networks).toEqual(["database"]);
    expect(caddy.networks).toEqual(["web"]);
    expect(file.networks.database?.internal).toBe(true);
    expect(hesper.environment.HESPER_TRUSTED_PROXIES).toBe(file.networks.web?.ipam?.config[0]?.subnet);
  });

  it("waits until what is needed is healthy", () => {
    expect(hesper.depends_on).toEqual({ postgres: { condition: "service_healthy" } });
    expect(caddy.depends_on).toEqual({ hesper: { condition: "service_healthy" } });
    // That of Hesper is in the image.
    expect([postgres.healthcheck, caddy.healthcheck].every((check) => check !== undefined)).toBe(true);
  });

  it("takes its values from the example, has no secret in it, and names only settings that there are (V13.2.3)", () => {
    const values: Record<string, string> = variablesIn(textOf("deploy/.env.example"));
    const asked = [...text.matchAll(/\$\{(\w+)[:}]/g)].map((match) => match[1]);
    expect([...new Set(asked)].sort()).toEqual(Object.keys(values).sort());
    expect(values.POSTGRES_PASSWORD).toBe("");
    const fill = (value: string) =>
      value.replaceAll(/\$\{(\w+)(?::[-?][^}]*)?\}/g, (_, name: string) => values[name] ?? "");
    const environment = Object.entries(hesper.environment).map(([name, value]) => [name, fill(value)]);
    expect(complaintsOf(Object.fromEntries(environment))).toEqual([]);
    expect(textOf(".gitignore").split("\n")).toContain("deploy/.env");
  });
});

describe("the systemd unit", () => {
  const text = textOf("deploy/hesper.service");
  const settings = [...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = "", value = ""]) => ({ name, value }));
  const settingOf = (name: string) => settings.findLast((setting) => setting.name === name)?.value;

  it("starts the server itself, in the order that it is stopped in, and names only settings that there are", () => {
    expect(settingOf("ExecStart")).toBe(`/opt/hesper/node_modules/.bin/${startCommand}`);
    expect(Number.parseInt(settingOf("TimeoutStopSec") ?? "", 10)).toBeGreaterThan(10);
    const own = settings.filter(({ name }) => name === "Environment").map(({ value }) => value);
    const environment = { ...variablesIn(own.join("\n")), ...variablesIn(textOf("deploy/hesper.env.example")) };
    expect(Object.keys(environment)).toContain("HESPER_DATA_DIR");
    expect(complaintsOf(environment)).toEqual([]);
    expect(environment.HESPER_DATA_DIR).toBe(`/var/lib/${settingOf("StateDirectory")}`);
  });

  it("can write to its own folder only, and rise to nothing (V13.3.2)", () => {
    expect(settingOf("User")).toBe("hesper");
    const wanted = {
      ProtectSystem: "strict",
      ProtectHome: "yes",
      NoNewPrivileges: "yes",
      CapabilityBoundingSet: "",
      UMask: "0077",
    };
    for (const [name, value] of Object.entries(wanted)) expect(settingOf(name), name).toBe(value);
    expect(settings.filter(({ name }) => name.startsWith("ReadWrite"))).toEqual([]);
  });

  it("is taken by systemd, with an exposure of at most 2 of 10", ({ skip }) => {
    if (!has("systemd-analyze")) skip("systemd is not on this machine");
    const unit = join(folder, "hesper.service");
    writeFileSync(unit, text.replaceAll("/opt/hesper", root));
    const verified = spawnSync("systemd-analyze", ["verify", unit], { encoding: "utf8" });
    expect(verified.stderr).not.toContain("hesper.service");
    const rated = spawnSync("systemd-analyze", ["security", "--offline=true", "--threshold=20", unit], {
      encoding: "utf8",
    });
    expect(rated.stdout).toContain("Overall exposure level for hesper.service");
    expect(rated.status, rated.stdout.split("\n").at(-2)).toBe(0);
  });
});

describe("the proxies", () => {
  it.each(["nginx.conf", "Caddyfile"])("%s takes what is larger than usual where Hesper does", (name) => {
    const text = textOf(`deploy/${name}`);
    const patterns = [...text.matchAll(/(?:location ~ "|path_regexp )(\^\/api[^"\s]+)/g)].map(
      ([, found = ""]) => found,
    );
    expect(new Set(patterns).size).toBe(1);
    const large = (Object.values(routes) as RouteContract[]).filter(({ largestBodyBytes = 0 }) => largestBodyBytes > 0);
    expect(large.length).toBeGreaterThan(0);
    for (const { path, largestBodyBytes = 0 } of large) {
      expect(`/api/v1${path.replace(/\{\w+\}/g, "0")}`).toMatch(new RegExp(patterns[0] ?? ""));
      expect(largestBodyBytes).toBeLessThanOrEqual(960 * 1024);
    }
  });
});

describe("Caddy", () => {
  it("takes its file", ({ skip }) => {
    if (spawnSync("caddy", ["version"]).error) skip("Caddy is not on this machine");
    const env = { ...process.env, HESPER_DOMAIN: "hesper.example.org", HESPER_UPSTREAM: "hesper:8080", HOME: folder };
    const config = join(root, "deploy/Caddyfile");
    const { status, stderr } = spawnSync("caddy", ["validate", "--adapter", "caddyfile", "--config", config], {
      env,
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
  });
});

const canRunNginx = spawnSync("nginx", ["-v"]).error === undefined && has("openssl");

/** With its certificate, on ports of this test, as whoever runs the test. */
function nginxFile(ports: Record<"tls" | "plain" | "node" | "dead", number>): string {
  const certificate = ["-keyout", join(folder, "privkey.pem"), "-out", join(folder, "fullchain.pem")];
  const name = ["-subj", "/CN=hesper.example.org", "-addext", "subjectAltName=DNS:hesper.example.org"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...key, ...name, ...certificate], { stdio: "ignore" });
  const site = textOf("deploy/nginx.conf")
    .replaceAll("/etc/ssl/hesper", folder)
    .replaceAll("listen 443", `listen 127.0.0.1:${ports.tls}`)
    .replaceAll("listen 80", `listen 127.0.0.1:${ports.plain}`)
    // The first of the nodes is down.
    .replace("127.0.0.1:8080", `127.0.0.1:${ports.dead}`)
    .replace("127.0.0.1:8081", `127.0.0.1:${ports.node}`);
  mkdirSync(join(folder, "temporary"), { recursive: true });
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (of) => `${of}_temp_path ${folder}/temporary/${of};`,
  );
  const file = join(folder, "nginx.conf");
  writeFileSync(
    file,
    // Started by root, nginx would give up its rights, and with them the folder of this test.
    `${process.getuid?.() === 0 ? "user root; " : ""}daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;\nevents {}\n` +
      `http { access_log off; ${places.join(" ")}\n${site}\n}\n`,
  );
  return file;
}

describe.skipIf(!canRunNginx)(
  "nginx before a node that is up and one that is down (skipped where nginx or openssl is missing)",
  () => {
    const publicUrl = "https://hesper.example.org";
    const server = new TestServer({ HESPER_PUBLIC_URL: publicUrl, HESPER_TRUSTED_PROXIES: "127.0.0.1" });
    let nginx: ChildProcess;
    let port = 0;

    interface Answer {
      readonly status: number;
      readonly headers: Record<string, string | string[] | undefined>;
      readonly text: string;
    }

    /** Over TLS, with the certificate checked. */
    async function send(
      path: string,
      { body, headers = {} }: { body?: object; headers?: Record<string, string> } = {},
    ): Promise<Answer> {
      const sent = request({
        host: "127.0.0.1",
        port,
        path,
        method: body ? "POST" : "GET",
        servername: "hesper.example.org",
        ca: readFileSync(join(folder, "fullchain.pem")),
        headers: {
          host: "hesper.example.org",
          ...(body ? { "content-type": "application/json", origin: publicUrl } : {}),
          ...headers,
        },
        agent: false,
      });
      sent.end(body ? JSON.stringify(body) : undefined);
      const [response] = (await once(sent, "response")) as [import("node:http").IncomingMessage];
      let text = "";
      for await (const chunk of response) text += String(chunk);
      return { status: response.statusCode ?? 0, headers: response.headers, text };
    }

    beforeAll(async () => {
      const { app } = await server.start();
      const node = Number(new URL(await app.listen({ host: "127.0.0.1", port: 0 })).port);
      port = await freePort();
      const file = nginxFile({ tls: port, plain: await freePort(), node, dead: await freePort() });
      nginx = spawn("nginx", ["-c", file, "-p", folder], { stdio: ["ignore", "ignore", "pipe"] });
      for (;;) {
        const isUp = await send("/").then(
          () => true,
          () => false,
        );
        if (isUp) break;
        if (nginx.exitCode !== null) throw new Error(readFileSync(join(folder, "error.log"), "utf8"));
        await sleep(50);
      }
    });
    afterAll(async () => {
      const gone = once(nginx, "exit");
      nginx.kill("SIGTERM");
      await gone;
      await server.stop();
    });

    it("shows the console over TLS, with Hesper's own headers", async () => {
      const page = await send("/");
      expect(page.status).toBe(200);
      expect(page.headers["strict-transport-security"]).toContain("max-age=31536000");
      expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
    });

    it.each(["/metrics", "/metrics/", "/%6detrics", "//metrics", "/healthz", "/readyz"])(
      "keeps %s to itself",
      async (path) => {
        const { status, text } = await send(path);
        expect(status).toBe(404);
        // Said by nginx: the request did not get further.
        expect(text).toContain("nginx");
      },
    );

    it("sets up and logs in: cookies bound to the host, and the address is not what a client says (V4.1.3, V15.3.4)", async () => {
      const token = (await server.hesper.issueSetupToken())?.reveal() ?? "";
      const forged = { "x-forwarded-for": "203.0.113.9", forwarded: "for=203.0.113.9", "x-real-ip": "203.0.113.9" };
      const made = await send("/api/v1/setup", { body: { setupToken: token, ...ada }, headers: forged });
      expect(made.status).toBe(201);
      const { email, password } = ada;
      const answer = await send("/api/v1/login", { body: { email, password }, headers: forged });
      expect(answer.status).toBe(200);
      const cookie =
        [answer.headers["set-cookie"]].flat().find((text) => text?.startsWith("__Host-hesper_session=")) ?? "";
      expect(cookie).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
      expect((await send("/api/v1/session", { headers: { cookie: cookie.split(";")[0] ?? "" } })).status).toBe(200);
      const events = await server.hesper.db
        .selectFrom("audit_events")
        .select("address")
        .where("type", "=", "login.succeeded")
        .execute();
      expect(new Set(events.map(({ address }) => address))).toEqual(new Set(["127.0.0.1"]));
    });

    it("lets Hesper refuse what another site sends", async () => {
      const foreign = await send("/api/v1/login", {
        body: { email: "x".repeat(60_000) },
        headers: { origin: "https://evil.example.org" },
      });
      expect([foreign.status, JSON.parse(foreign.text).code]).toEqual([403, "cross_site_request"]);
    });

    // Hesper cuts off a request that is too large. nginx took that for a failing node, and after two of them asked it no more.
    it("refuses what is too large, and goes on serving others", async () => {
      for (let at = 0; at < 20; at += 1) {
        const large = await send("/api/v1/login", { body: { email: "x".repeat(125_000) } });
        expect([large.status, JSON.parse(large.text).code]).toEqual([413, "payload_too_large"]);
        expect(large.headers["content-type"]).toBe("application/problem+json");
      }
      expect((await send("/")).status).toBe(200);
    });
  },
);
