// Draws the icons of the extension from the mark of the console. `node scripts/make-icons.ts`, when the mark changes.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run.ts";
import { launchChromium } from "./test-chromium.ts";

const mark = readFileSync(join(root, "apps/console/src/brand/mark.tsx"), "utf8");
const [, inner] = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(mark) ?? [];
if (inner === undefined) throw new Error("There is no drawing in mark.tsx.");
const drawing = inner.replace(/stroke([A-Z])/g, (_, letter: string) => `stroke-${letter.toLowerCase()}`);

const folder = join(root, "apps/extension/icons");
mkdirSync(folder, { recursive: true });
const browser = await launchChromium();
for (const size of [16, 32, 48, 128]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>body{margin:0}svg{display:block}</style><svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 32 32">${drawing}</svg>`,
  );
  await page.screenshot({ path: join(folder, `${size}.png`), omitBackground: true });
  await page.close();
}
await browser.close();
