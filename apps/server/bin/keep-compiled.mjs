// Lets Node keep the compiled form of what it loads for the next start, which takes a third less. Beside the code and never
// in a data folder, since it is run as the code is: whoever may write here may change the program itself. Where the program
// may not, as in a container or under systemd, nothing is kept. Plain JavaScript: runs on Node 20, which keeps nothing.
import module from "node:module";
import { fileURLToPath } from "node:url";

module.enableCompileCache?.(fileURLToPath(new URL("../../../node_modules/.cache/hesper", import.meta.url)));
