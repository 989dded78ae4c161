#!/usr/bin/env node
// Runs the `hesper` command on the project's own Node where the shell's is too old. Plain JavaScript: runs on Node 20.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const own = fileURLToPath(new URL("../../../node_modules/.bin/node", import.meta.url));
const recent = Number(process.versions.node.split(".")[0]) >= 26;

if (recent || !existsSync(own)) {
  process.removeAllListeners("warning");
  // What is said to be experimental is used knowingly.
  process.on("warning", ({ name, stack, message }) => {
    if (name !== "ExperimentalWarning") process.stderr.write(`${stack ?? message}\n`);
  });
  await import("./keep-compiled.mjs");
  const { server } = await import("../../../scripts/built.mjs");
  await import(server.programOf("cli/main"));
} else {
  const child = spawn(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  // The command decides what a signal means: some finish what they have begun.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    process.stderr.write(`hesper: ${error.message}\n`);
    process.exit(1);
  });
  child.on("exit", (status) => process.exit(status ?? 1));
}
