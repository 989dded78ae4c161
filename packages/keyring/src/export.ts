// Everything that the key can open, in one file that a passphrase opens: for a person who leaves, or who wants to be sure.
import { buildOtpauthUri, decodeBase32 } from "@hesper/otp";
import { type Identity, sealToPassphrase, VaultProblem } from "@hesper/vault";
import type { KeyHost } from "./host.ts";
import { type OpenedAccount, openStored } from "./open.ts";
import { KeyringProblem } from "./problem.ts";
import { readAccounts } from "./reading.ts";
import type { AccountTrouble } from "./storage.ts";
import { readUsable } from "./usable.ts";

export interface ExportedFile {
  /** An age file (scrypt), binary: `age --decrypt` asks for the passphrase. In it: JSON as Bitwarden exports it. */
  readonly file: Uint8Array;
  readonly accounts: number;
  /** Accounts that cannot be opened, and are not in the file. */
  readonly leftOut: readonly { readonly id: string; readonly trouble: AccountTrouble }[];
}

/**
 * Takes some seconds, and nothing else runs meanwhile.
 *
 * @param passphrase 15 characters or more.
 *
 * Throws `KeyringProblem`: those of an unusable key (see `unlock`), `weak_passphrase`.
 */
export async function exportAccounts(host: KeyHost, identity: Identity, passphrase: string): Promise<ExportedFile> {
  await readUsable(host);
  const items: object[] = [];
  const leftOut: { id: string; trouble: AccountTrouble }[] = [];
  for (const stored of await host.storage.read(readAccounts)) {
    try {
      items.push(itemOf(await openStored(host, identity, stored)));
    } catch (error) {
      if (!(error instanceof KeyringProblem)) throw error;
      leftOut.push({ id: stored.id, trouble: error.code as AccountTrouble });
    }
  }
  const json = JSON.stringify({ encrypted: false, folders: [], items }, null, 2);
  try {
    const file = await sealToPassphrase(new TextEncoder().encode(json), passphrase);
    return { file, accounts: items.length, leftOut };
  } catch (error) {
    throw error instanceof VaultProblem ? new KeyringProblem("weak_passphrase") : error;
  }
}

const login = 1;
const shownText = 0;
const androidApp = /^[a-z]\w*(?:\.\w+)+$/i;

/** Bitwarden's unencrypted JSON (bitwarden.com/help/condition-bitwarden-import), which most programs import. */
function itemOf(account: OpenedAccount): object {
  const { id, kind, details, updatedAt } = account;
  const { password, otp, notes } = account.reveal();
  const apps = details.apps.map((app) => (androidApp.test(app) ? `androidapp://${app}` : null));
  const uris = [...details.urls, ...apps.filter((uri) => uri !== null)].map((uri) => ({ match: null, uri }));
  const others = details.apps.filter((app) => !androidApp.test(app)).map((app) => ["App", app] as const);
  const fields = [...others, ["Login type", details.loginType] as const, ["Kind", kind] as const];
  return {
    id,
    organizationId: null,
    folderId: null,
    type: login,
    reprompt: 0,
    name: details.name,
    notes,
    favorite: false,
    fields: fields.map(([name, value]) => ({ name, value, type: shownText })),
    login: { username: details.login, password, totp: otp === null ? null : uriOf(account, otp), uris },
    collectionIds: null,
    revisionDate: updatedAt,
  };
}

function uriOf({ details }: OpenedAccount, otp: NonNullable<ReturnType<OpenedAccount["reveal"]>["otp"]>): string {
  const secret = decodeBase32(otp.secret) ?? new Uint8Array();
  return buildOtpauthUri({ ...otp, secret, issuer: details.name, account: details.login });
}
