// Components whose styles nobody imports look as browsers draw them: every one that is used is in `styles.ts`.
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const folder = import.meta.dirname;
const styles = dirname(createRequire(import.meta.url).resolve("@mantine/core/styles/Button.css"));
const textOf = (file: string) => readFileSync(join(folder, file), "utf8");

it("every component of Mantine that is used and has styles has them", () => {
  const used = globSync("**/*.tsx", { cwd: folder }).flatMap((file) =>
    [...textOf(file).matchAll(/import \{([^}]*)\} from "@mantine\/core"/g)].flatMap((match) =>
      (match[1] ?? "").split(",").map((name) => name.trim()),
    ),
  );
  const styled = new Set(globSync("*.css", { cwd: styles }).map((name) => name.replace(/(\.layer)?\.css$/, "")));
  const imported = textOf("styles.ts");
  const bare = [...new Set(used)].filter((name) => styled.has(name) && !imported.includes(`styles/${name}.css`));
  expect(bare).toEqual([]);
});
