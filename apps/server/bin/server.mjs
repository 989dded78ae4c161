// Starts the server. Plain JavaScript: what turns TypeScript into it would take a tenth of the start to load.
import "./keep-compiled.mjs";

import { server } from "../../../scripts/built.mjs";

// After that, or all of it would be compiled before.
await import(server.programOf("main"));
