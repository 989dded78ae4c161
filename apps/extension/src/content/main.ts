// The script that runs in pages: one file, put in when it is needed, at work once in each document.
import { Script } from "./script.ts";
import { hearWorker, isAlive } from "./worker-line.ts";

const place = Symbol.for("hesper");
const world = globalThis as { [place]?: () => boolean };

// One that an older extension left behind is heard by nobody.
if (!world[place]?.()) {
  world[place] = isAlive;
  const script = new Script();
  hearWorker((request) => script.answer(request));
  script.start();
}
