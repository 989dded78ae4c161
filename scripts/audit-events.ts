// Writes docs/audit-events.md from the catalogue in the contract: `node scripts/audit-events.ts`. A test compares.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { auditEvents } from "../packages/contract/src/audit-events.ts";
import { root } from "./run.ts";

export const eventsPage = join(root, "docs/audit-events.md");

const head = `# Audit events

Made from the code by \`node scripts/audit-events.ts\`. What an event says of itself stays as it is for years: types are added, never renamed.

## What every event has

| field | what it holds |
| --- | --- |
| \`id\` | UUID version 7: sorts by the time of making |
| \`at\` | when, UTC |
| \`type\` | one of those below |
| \`outcome\` | \`done\`, or \`refused\`: asked for and not carried out |
| \`actor\` | who did it; empty: nobody known, the command line, or the server by itself |
| \`subject\` | on whom it was done; empty: on nobody, or on nobody known |
| \`address\`, \`browser\` | from where: a network address, \`command line\` or \`server\`; the browser as it names itself |
| \`factor\` | what somebody logged in with, or failed to: \`password\`, \`trusted_browser\`, \`totp\`, \`recovery_code\`, \`passkey\`, \`temporary_pass\` |
| \`detail\` | the fields named below |
| \`seal\` | number of the seal that holds it; empty: not sealed yet |

Refusals are written one by one until there are many in a short time; then they are counted, and an event with \`count\` stands for all of them.

## The events

`;

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

export function eventsText(): string {
  const rows = Object.entries(auditEvents).map(([type, { title, about, outcome, detail }]) => {
    const fields = Object.entries(detail).map(([name, holds]) => `\`${name}\`: ${holds}`);
    return `| \`${type}\` | ${cell(title)} | ${outcome} | ${cell(about)} | ${cell(fields.join("; "))} |`;
  });
  return `${head}| type | title | outcome | what happened | detail |\n| --- | --- | --- | --- | --- |\n${rows.join("\n")}\n`;
}

if (import.meta.main) writeFileSync(eventsPage, eventsText());
