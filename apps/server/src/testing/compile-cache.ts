// Programs that the tests start keep what they compile: starting them anew each time is else most of the work.
import { join } from "node:path";

export const compileCache = {
  NODE_COMPILE_CACHE: join(import.meta.dirname, "../../../../node_modules/.cache/hesper-compiled"),
};
