// The process of an agent. Its identity comes through the standard input: nobody else can read what is in a pipe.
import { systemHost } from "../host.ts";
import { placeOf } from "../store/place.ts";
import { openStorage } from "../store/storage.ts";
import { readLine } from "./lines.ts";
import { longestLine, readStart } from "./protocol.ts";
import { Agent } from "./server.ts";

process.umask(0o077);
const start = readStart((await readLine(process.stdin, longestLine)) ?? "");
if (!start) process.exit(2);

const place = placeOf(start.profile);
const agent = new Agent(
  {
    host: systemHost(await openStorage(place)),
    place,
    onEnd: () => process.exit(0),
    steadyMs: () => performance.now(),
  },
  start,
);
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => agent.end());
await agent.start();
process.stdout.end("ready\n");
