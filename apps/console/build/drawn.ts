// Draws the page of the log-in at the build, so that it is seen before its script has come: with the styles that this
// takes in its own text. Pages allow no styles in attributes: each becomes a class.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type IndexHtmlTransformContext, type Plugin, runnerImport } from "vite";
import { neededStyles } from "./needed-styles.ts";

const styles = "virtual:hesper-drawn.css";
const resolved = `\0${styles}`;
/** Where the name of the organisation comes: the server writes it, with what stands before it. */
const organisation = "__ORGANISATION__";

interface Drawn {
  readonly markup: string;
  readonly css: string;
}

export function drawnLogIn(): Plugin {
  let root = "";
  let isBuild = false;
  let drawing: Promise<Drawn> | undefined;
  const drawn = () => {
    drawing ??= draw(root);
    return drawing;
  };
  return {
    name: "hesper-drawn-log-in",
    configResolved: (config) => {
      ({ root } = config);
      isBuild = config.command === "build";
    },
    resolveId: (source) => (source === styles ? resolved : undefined),
    load: async (id) => (id === resolved ? (isBuild ? (await drawn()).css : "") : undefined),
    transformIndexHtml: {
      order: "post",
      handler: async (html, { filename, bundle }) => {
        if (!isBuild || !filename.endsWith("log-in.html")) return html;
        const { markup } = await drawn();
        const before = (name: string) => readFileSync(join(root, "public", name), "utf8");
        const styles = `${before("first-paint.css")}${neededStyles(sheetOf(bundle), markup)}`;
        return (
          html
            .replace('<div id="root"></div>', () => `<div id="root"><div inert>${markup}</div></div>`)
            .replace(
              /<script src="\/([\w-]+\.js)"[^>]*>/g,
              (_, name: string) => `<script nonce="${nonce}">${before(name)}`,
            )
            .replace(
              /<link rel="stylesheet" href="\/first-paint.css"[^>]*>/,
              () => `<style nonce="${nonce}">${styles}</style>`,
            )
            // The others come beside the script, which waits for them: until then they are as if for paper.
            .replace(/<link rel="stylesheet"(?= crossorigin)/, '$& media="print" data-later')
        );
      },
    },
  };
}

const nonce = "__CSP_NONCE__";

function sheetOf(bundle: IndexHtmlTransformContext["bundle"] = {}): string {
  const sheets = Object.values(bundle).flatMap((one) =>
    one.type === "asset" && one.fileName.endsWith(".css") ? [String(one.source)] : [],
  );
  return sheets.join("\n");
}

/** The style sheets are those of the page itself. */
const withoutSheets: Plugin = {
  name: "hesper-without-sheets",
  enforce: "pre",
  resolveId: (source) => (source.endsWith(".css") ? "\0hesper-no-sheet" : undefined),
  load: (id) => (id === "\0hesper-no-sheet" ? "export {};" : undefined),
};

async function draw(root: string): Promise<Drawn> {
  // What is drawn is what most browsers will have.
  Object.assign(globalThis, { PublicKeyCredential: class {} });
  const page = join(root, "src/log-in/drawn.tsx");
  const { module } = await runnerImport<{ draw: (name: string, mail: boolean) => string }>(page, {
    root,
    configFile: false,
    plugins: [withoutSheets],
  });
  // The server takes one of the two.
  const [mailed, handed] = [module.draw(organisation, true), module.draw(organisation, false)];
  return withoutStyles(`<!--with mail-->${mailed}<!--without mail-->${handed}<!--end-->`);
}

export function withoutStyles(html: string): Drawn {
  const sheets: string[] = [];
  const classes = new Map<string, string>();
  const classOf = (style: string) => {
    const known = classes.get(style) ?? `drawn-${classes.size}`;
    classes.set(style, known);
    return known;
  };
  const markup = html
    .replace(/<style[^>]*>(.*?)<\/style>/gs, (_, sheet: string) => {
      sheets.push(sheet);
      return "";
    })
    .replace(/<[a-z][^>]*>/g, (tag) => asSeenOnly(styleAsClass(tag, classOf)));
  const rules = [...classes].map(([style, name]) => `#root .${name}{${style}}`);
  return { markup, css: [...sheets, ...rules].join("\n") };
}

function styleAsClass(tag: string, classOf: (style: string) => string): string {
  const [, style] = / style="([^"]*)"/.exec(tag) ?? [];
  if (style === undefined) return tag;
  const name = classOf(style.replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&amp;", "&"));
  const rest = tag.replace(/ style="[^"]*"/, "");
  return / class="/.test(rest)
    ? rest.replace(/ class="/, ` class="${name} `)
    : rest.replace(/^<[a-z0-9]+/, (start) => `${start} class="${name}"`);
}

/** Fields take nothing yet, neither from a person nor from a password manager, and no label speaks of them. */
function asSeenOnly(tag: string): string {
  const seen = tag.replace(/ (?:id|for|name|autocomplete|aria-\w+|required)="[^"]*"/gi, "");
  return seen.startsWith("<input") ? seen.replace("<input", "<input readonly") : seen;
}
