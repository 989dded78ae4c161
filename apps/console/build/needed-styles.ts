// Of a style sheet what a piece of HTML needs to look as it does while nobody points at it or types into it.
import postcss, { type Container, type Declaration, type Rule } from "postcss";

/** States that nothing is in yet, and what is there for others than who looks at a screen. */
const other = /:(?:hover|focus|active|disabled|checked|invalid|autofill|-webkit-autofill)|rtl|::-/;
const always = new Set(["data-mantine-color-scheme", "type", "inert", "hidden"]);

export function neededStyles(css: string, html: string): string {
  const sheet = postcss.parse(css);
  const classes = new Set([...html.matchAll(/ class="([^"]*)"/g)].flatMap(([, names = ""]) => names.split(/\s+/)));
  const attributes = new Set([...html.matchAll(/ ([a-z][\w-]*)=/g)].map(([, name = ""]) => name));
  const isNeeded = (selector: string) =>
    !other.test(selector) &&
    namesOf(selector, /\.([\w-]+)/g).every((name) => classes.has(name)) &&
    namesOf(selector, /\[([\w-]+)/g).every((name) => attributes.has(name) || always.has(name));
  sheet.walkComments((comment) => void comment.remove());
  sheet.walkAtRules((rule) => {
    if (rule.name === "keyframes" || /print|hover|reduced-motion/.test(rule.params)) rule.remove();
  });
  sheet.walkRules((rule) => keepNeeded(rule, isNeeded));
  removeUnused(sheet);
  removeEmpty(sheet);
  return sheet.toString();
}

function keepNeeded(rule: Rule, isNeeded: (selector: string) => boolean): void {
  const needed = rule.selectors.filter(isNeeded);
  if (needed.length === 0) rule.remove();
  else rule.selectors = needed;
}

function namesOf(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = ""]) => name);
}

/** Variables that nothing speaks of, also not by way of others. */
function removeUnused(sheet: Container): void {
  const variables: Declaration[] = [];
  const used = new Set<string>();
  const note = (value: string) => {
    for (const name of namesOf(value, /var\(\s*(--[\w-]+)/g)) used.add(name);
  };
  sheet.walkDecls((one) => {
    if (one.prop.startsWith("--")) variables.push(one);
    else note(one.value);
  });
  for (let before = -1; before !== used.size; ) {
    before = used.size;
    for (const { prop, value } of variables) if (used.has(prop)) note(value);
  }
  for (const one of variables) if (!used.has(one.prop)) one.remove();
}

function removeEmpty(container: Container): void {
  container.each((node) => {
    if (!("nodes" in node) || node.nodes === undefined) return;
    removeEmpty(node as Container);
    if (node.nodes.length === 0) node.remove();
  });
}
