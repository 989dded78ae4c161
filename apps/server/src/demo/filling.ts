// What is handed to the filling of a demo, and what its steps share.
import type { RecipientKind } from "@hesper/contract";
import type { Keyring } from "../data-keys/data-keys.ts";
import type { Database } from "../database/database.ts";
import type { OrganisationRecipient } from "../organisation-key/recipient.ts";
import type { AccountId, EmployeeId, EmployeeKeyId, IdSource, KeyPolicyId } from "../security/ids.ts";
import type { Sealer } from "./sealing.ts";
import type { DemoWish, World } from "./world.ts";

export interface DemoDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly keyring: Keyring;
  /** The domain that passkeys are for. */
  readonly rpId: string;
}

export interface Filling {
  readonly wish: DemoWish;
  /** Of the password that all demo people have: of one that nobody knows, where nobody is to log in. */
  readonly passwordHash: string;
  /** Told how many people and events more are there. May throw: what is there by then stays. */
  onRows(count: number): void;
}

/** What each step of the filling needs. */
export interface Fill extends DemoDeps, Filling {
  readonly world: World;
  /** Who is said to have made things: the administrator, or nobody who is known. */
  readonly by: EmployeeId;
  readonly isByAdministrator: boolean;
  readonly policyId: KeyPolicyId;
  readonly organisation: OrganisationRecipient;
  readonly kind: RecipientKind;
  readonly sealer: Sealer;
  /** Whom shared accounts are sealed to, and who was given them. */
  readonly holders: Holders;
}

/** Of each shared account: keys that it is sealed to, and people who were given it alone. A few thousand in all. */
export type Holders = Map<AccountId, { readonly keys: EmployeeKeyId[]; readonly people: EmployeeId[] }>;
