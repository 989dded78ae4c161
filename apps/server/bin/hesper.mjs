#!/usr/bin/env node
// Starts the `hesper` command on the project's own Node, whichever one the shell finds. Plain JavaScript: runs on Node 20.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
const own = fileURLToPath(new URL("../../../node_modules/.bin/node", import.meta.url));
const recent = Number(process.versions.node.split(".")[0]) >= 26;
const node = recent || !existsSync(own) ? process.execPath : own;
const args = ["--disable-warning=ExperimentalWarning", program, ...process.argv.slice(2)];
const child = spawn(node, args, { stdio: "inherit" });
// The command decides what a signal means: some finish what they have begun.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  process.stderr.write(`hesper: ${error.message}\n`);
  process.exit(1);
});
child.on("exit", (status) => process.exit(status ?? 1));
