// What was drawn of the log-in at the build (apps/console/build/drawn.ts), with what only the server knows.
import { policyDefaults } from "@hesper/contract";
import { escapeHtml } from "../security/html.ts";

export interface KnownInstallation {
  readonly name: string;
  /** Whether somebody who has forgotten the password is mailed a link. */
  readonly mail: boolean;
}

const name = "__ORGANISATION__";
const withMail = /<!--with mail-->(.*?)<!--without mail-->(.*?)<!--end-->/gs;

/** @param known null: the database does not say. */
export function writeDrawn(page: string, known: KnownInstallation | null): string {
  // The name of nobody in particular stands in the lead only, as in `front-door.tsx`.
  const isNamed = known !== null && known.name !== policyDefaults.installationName;
  return page
    .replace(withMail, known?.mail === false ? "$2" : "$1")
    .replace(`to ${name}`, () => (known ? `to ${escapeHtml(known.name)}` : "&nbsp;"))
    .replace(name, () => (isNamed ? escapeHtml(known.name) : ""));
}
