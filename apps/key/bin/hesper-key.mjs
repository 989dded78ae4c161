#!/usr/bin/env node
// Runs the `hesper-key` command on the project's own Node where the shell's is too old. Plain JavaScript: runs on Node 20.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { constants, homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

const own = fileURLToPath(new URL("../../../node_modules/.bin/node", import.meta.url));
const recent = Number(process.versions.node.split(".")[0]) >= 26;

/** What is compiled is kept, so that the next start takes half as long. In a folder of the user's own: it is run. */
function keepCompiled() {
  const { XDG_CACHE_HOME: cache = "", NODE_COMPILE_CACHE: chosen } = process.env;
  if (chosen) return;
  const folder = join(isAbsolute(cache) ? cache : join(homedir(), ".cache"), "hesper-key");
  // What is made here is for this user only.
  process.umask(0o077);
  module.enableCompileCache?.(folder);
  // For the programs that it starts.
  process.env.NODE_COMPILE_CACHE = folder;
}

if (recent || !existsSync(own)) {
  keepCompiled();
  process.removeAllListeners("warning");
  // What is said to be experimental is used knowingly.
  process.on("warning", ({ name, stack, message }) => {
    if (name !== "ExperimentalWarning") process.stderr.write(`${stack ?? message}\n`);
  });
  const { commandLineKey } = await import("../../../scripts/built.mjs");
  await import(commandLineKey.programOf("main"));
} else {
  const child = spawn(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  // The command decides what a signal means: some finish what they have begun.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    process.stderr.write(`hesper-key: ${error.message}\n`);
    process.exit(1);
  });
  // As a shell has it: 130 for Ctrl-C.
  child.on("exit", (status, signal) => process.exit(status ?? 128 + (constants.signals[signal] ?? 0)));
}
