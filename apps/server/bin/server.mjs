// Starts the server. Plain JavaScript: what turns TypeScript into it would take a tenth of the start to load.
import "./keep-compiled.mjs";

import { programOf } from "./built.mjs";

// Milliseconds that the library of the slow hash keeps the 19 MiB of one for the next. Given back at once, they would come
// anew from the system, page by page: of twelve hashes one less. Read when the library is loaded.
process.env.MIMALLOC_PURGE_DELAY ??= "10000";

// After that, or all of it would be compiled before.
await import(programOf("main"));
