// What `npm start` runs from, built where it is not there as its sources are.
import { ensureConsole } from "./ensure-console.ts";
import { ensureServer } from "./ensure-server.ts";

await ensureConsole();
await ensureServer();
