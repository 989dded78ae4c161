// What a shell and a terminal get: completion, the clipboard, a code that is watched, a PIN that is not echoed.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateIdentity, recipientOf, sealAccount } from "@hesper/vault";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { accountOf } from "./testing/records.ts";
import { KeyMachine, otp, pin } from "./testing/world.ts";

const machine = new KeyMachine();
const ids = { mail: "0198f3a2-0000-7000-8000-00000000000a", bank: "0198f3a2-0000-7000-8000-00000000000b" };
/** A terminal takes the character in it for the beginning of a command. */
const notes = "red: \u009b31m";
const names = { [ids.mail]: "Mail of the company", [ids.bank]: "Bank's $(touch owned) `x` \u001b[31m" };

beforeAll(async () => {
  const identity = await generateIdentity("x25519");
  await machine.become({}, identity);
  const recipient = await recipientOf(identity);
  for (const [account, name] of Object.entries(names)) {
    const payload = { v: 1, account, revision: 1, password: "open sesame", otp, notes } as const;
    const sealed = Buffer.from(await sealAccount(payload, [recipient])).toString("base64");
    await (await machine.storage()).change((tx) => tx.putAccount(accountOf(account, sealed, name)));
  }
  await machine.unlock();
});
afterAll(() => machine.remove());

/** Not blocking: the agent runs in this process. */
async function inShell(
  command: readonly string[],
  input = "",
  environment: Record<string, string> = {},
): Promise<string> {
  const child = spawn(command[0] ?? "", command.slice(1), {
    env: { ...machine.environment, ...environment },
    cwd: machine.folder,
  });
  child.stdin.end(input);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  await once(child, "close");
  return output;
}

function has(program: string): boolean {
  return spawnSync(program, ["--version"]).error === undefined;
}

/** A folder of the PATH with the command in it, as an installation has it. */
function path(): string {
  const bin = join(machine.folder, "hesper-key");
  if (!existsSync(bin)) {
    const program = join(import.meta.dirname, "../bin/hesper-key.mjs");
    writeFileSync(bin, `#!/bin/sh\nexec ${process.execPath} ${program} "$@"\n`, { mode: 0o700 });
  }
  return `${machine.folder}:${process.env.PATH}`;
}

describe("completion", () => {
  it.runIf(has("bash"))(
    "completes commands, options and names in bash, and runs nothing that stands in a name",
    async () => {
      const script = `
      source <(hesper-key completion bash)
      try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _hesper_key; printf '%s\\n' "\${COMPREPLY[@]}" ---; }
      try hesper-key o
      try hesper-key otp --w
      try hesper-key otp mail
      try hesper-key otp "Mail\\\\ of"
      try hesper-key otp B
      try hesper-key --key default show m
      try hesper-key completion z
    `;
      const output = await inShell(["bash"], script, { PATH: path() });
      const [command, option, name, escaped, odd, profile, shell] = output.split("---\n");
      expect([command, option]).toEqual(["otp\n", "--watch\n"]);
      expect([name, escaped, profile]).toEqual(Array(3).fill("Mail\\ of\\ the\\ company\n"));
      expect(odd).toBe("Bank\\'s\\ \\$\\(touch\\ owned\\)\\ \\`x\\`\\ \ufffd\\[31m\n");
      expect([shell, existsSync(join(machine.folder, "owned"))]).toEqual(["zsh\n", false]);
    },
  );

  it.each(["zsh", "fish"] as const)("is a script that %s reads", async (shell) => {
    const { status, stdout } = await machine.run(["completion", shell]);
    expect([status, stdout]).toEqual([0, expect.stringContaining("otp")]);
    const file = join(machine.folder, `completion.${shell}`);
    writeFileSync(file, stdout);
    if (has(shell)) execFileSync(shell, ["-n", file]);
  });

  it.runIf(has("fish"))("completes names in fish", async () => {
    const script =
      "hesper-key completion fish | source\ncomplete -C 'hesper-key otp Mail'\ncomplete -C 'hesper-key sta'\n";
    const output = await inShell(["fish", "--no-config", "-c", script], "", { PATH: path() });
    expect(output).toContain("Mail");
    expect(output).toContain("status");
  });
});

describe("the clipboard", () => {
  /** Stands for a screen: keeps what was copied in a file. */
  function clipboard(): { environment: Record<string, string>; file: string } {
    const file = join(machine.folder, "clipboard");
    const program = join(machine.folder, "xclip");
    writeFileSync(
      program,
      `#!/bin/sh\nprintf '%s\\n' "$*" >>"${file}.args"\nenv >>"${file}.args"\ncase "$*" in *-out*) cat "${file}" ;; *) cat >"${file}" ;; esac\n`,
    );
    chmodSync(program, 0o700);
    return { environment: { PATH: path(), DISPLAY: ":0", WAYLAND_DISPLAY: "" }, file };
  }

  it("gets the code, and is cleared afterwards if it still holds it; no secret is an argument or in an environment", async () => {
    const { environment, file } = clipboard();
    const copied = await machine.json(["otp", "mail", "--copy", "--clear-after", "1"], { environment });
    expect([copied.status, readFileSync(file, "utf8")]).toEqual([0, copied.value.code]);
    await vi.waitFor(() => expect(readFileSync(file, "utf8")).toBe(""), 15_000);
    const shown = await machine.run(["show", "mail", "--copy", "password", "--clear-after", "1"], { environment });
    expect([shown.stdout, readFileSync(file, "utf8")]).toEqual([expect.not.stringContaining("sesame"), "open sesame"]);
    writeFileSync(file, "copied meanwhile");
    const calls = () => readFileSync(`${file}.args`, "utf8").match(/-out/g)?.length ?? 0;
    await vi.waitFor(() => expect(calls()).toBe(2), 15_000);
    expect(readFileSync(file, "utf8")).toBe("copied meanwhile");
    expect(readFileSync(`${file}.args`, "utf8")).not.toMatch(new RegExp(`sesame|${copied.value.code}|${otp.secret}`));
  });

  it("is missed in one sentence", async () => {
    const environment = { PATH: "/nowhere", DISPLAY: ":0" };
    expect(await machine.json(["otp", "mail", "--copy"], { environment })).toMatchObject({
      status: 1,
      value: { error: { code: "failed", message: expect.stringContaining("no program for the clipboard") } },
    });
  });
});

it("gives JSON that is the same when it is read, and does nothing to a terminal", async () => {
  const { stdout } = await machine.run(["show", "mail", "--reveal", "notes", "--json"]);
  expect([JSON.parse(stdout).notes, stdout.includes("\u009b")]).toEqual([notes, false]);
});

it.runIf(process.platform !== "win32")("says so in a sentence when the disk takes nothing more", async () => {
  const program = join(import.meta.dirname, "../bin/hesper-key.mjs");
  const full = `ulimit -f 0; exec "$@" otp mail --no-agent --pin-stdin --json`;
  const output = await inShell(["sh", "-c", full, "sh", process.execPath, program], `${pin}\n`);
  expect(JSON.parse(output)).toMatchObject({
    error: { code: "failed", message: expect.stringContaining("The store") },
  });
});

it("watches a code until Ctrl-C, which may come more than once", async () => {
  // At its very end no program listens any more: this one stays for a moment, so that all three find it.
  const staying = "data:text/javascript,process.once('SIGINT',()=>setTimeout(()=>{},300))";
  const environment = { NODE_OPTIONS: `${machine.environment.NODE_OPTIONS} --import=${staying}` };
  const child = machine.start(["otp", "mail", "--watch"], { environment });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  expect(String(line)).toMatch(/^\d{6} {2}\d+ seconds? left\n$/);
  for (let time = 0; time < 3; time++) child.kill("SIGINT");
  expect(await once(child, "close")).toEqual([0, null]);
});

it("asks for the PIN on a terminal without showing it, and writes what others have named as plain text", async () => {
  const quoted = `stty cols 100 rows 30; ${process.execPath} ${join(import.meta.dirname, "../bin/hesper-key.mjs")} otp bank --no-agent`;
  if (!has("script") || process.platform !== "linux") return;
  const child = spawn("script", ["-qec", quoted, "/dev/null"], { env: machine.environment });
  let output = "";
  let isTyped = false;
  child.stdout.on("data", (chunk) => {
    output += chunk;
    if (!isTyped && output.includes("PIN")) child.stdin.write(`${pin}\r`);
    isTyped ||= output.includes("PIN");
  });
  const [status] = (await once(child, "close")) as [number];
  expect([status, output]).toEqual([0, expect.stringMatching(/\d{6} {2}\d+ seconds? left/)]);
  expect(output).not.toContain(pin);
  const { stdout } = await machine.run(["list"]);
  expect(stdout).toContain("\ufffd[31m");
  expect(stdout).not.toContain("\u001b");
});
