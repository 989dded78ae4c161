// What `npm start` and the commands run from, built where it is not there as its sources are.
import { ensureConsole } from "./ensure-console.ts";
import { ensureCommandLineKey, ensureServer } from "./ensure-programs.ts";

await ensureConsole();
await ensureServer();
await ensureCommandLineKey();
