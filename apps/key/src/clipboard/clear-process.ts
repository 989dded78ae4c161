// Clears the clipboard after a while, if it still holds what was copied. A process of its own: the command has ended.
import { text as readAll } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { type Clearing, hashOf } from "./copy.ts";
import { findClipboard } from "./programs.ts";
import { copy, paste } from "./run.ts";

const { hash, seconds } = JSON.parse(await readAll(process.stdin)) as Clearing;
await wait(seconds * 1000);
const clipboard = findClipboard();
const held = await paste(clipboard);
if (held !== null && hashOf(held) === hash) await copy(clipboard, "");
