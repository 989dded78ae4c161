// `npm run dev`: the server, started anew when its sources change, and the console with hot reloading at port 5173.
import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { root } from "./run.ts";

const binaries = join(root, "node_modules/.bin");
const environment = { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH ?? ""}` };
const options = { cwd: root, stdio: "inherit", env: environment } as const;

const server = [
  "--watch",
  "--watch-preserve-output",
  "--disable-warning=ExperimentalWarning",
  "apps/server/src/main.ts",
];
const children = [
  spawn("node", server, options),
  spawn("vite", ["--config", "apps/console/vite.config.ts", "apps/console"], options),
];
console.log("The console is at http://localhost:5173; set-up links work there too, with that address.");

let ending = false;
for (const child of children) {
  child.on("exit", (code) => {
    if (ending) return;
    ending = true;
    for (const other of children) other.kill();
    process.exitCode = code ?? 1;
  });
}
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => children.forEach((child) => void child.kill(signal)));
