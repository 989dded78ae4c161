// The routes of the organisation key: what opens every personal and shared account beside the employees' own keys.
import { z } from "zod";
import { authenticationResponse, empty, id, time } from "./answers.ts";
import { keyStatuses } from "./key-statuses.ts";
import { lockedIdentity, recipient, recipientKinds, sealedIdentity } from "./organisation-key.ts";
import { route } from "./route.ts";

const byId = z.object({ id });
const byBothIds = z.object({ id, keyId: id });
const tag = "Organisation key";
const seeing = ["administrator", "auditor"] as const;
const changing = ["administrator"] as const;

const revision = z.int().min(1).describe("The one that was seen; 409 when it is not the latest");
const somebody = z.object({ id, name: z.string() }).nullable().describe("Null: a person who was deleted");
const newKey = { recipient, lockedIdentity };

export const organisationKey = z
  .object({
    id,
    kind: z.enum(recipientKinds),
    recipient,
    createdAt: time,
    createdBy: somebody,
    passphraseSetAt: time,
    passphraseSetBy: somebody,
    securityKeys: z
      .array(
        z.object({
          keyId: id,
          name: z.string(),
          status: z.enum(keyStatuses),
          employee: z.object({ id, name: z.string() }),
          addedAt: time,
          lastUsedAt: time.nullable(),
        }),
      )
      .describe("Security keys of administrators that unlock it with a touch, beside the passphrase"),
    revision: z.int(),
  })
  .meta({ id: "OrganisationKey" });

export const organisationKeyState = z
  .object({
    kind: z.enum(recipientKinds).describe("Of every key of this installation"),
    key: organisationKey.nullable().describe("What accounts are sealed to now; null: there is none"),
    replacement: z
      .object({
        replaced: organisationKey.describe("The key that some accounts are still sealed to"),
        total: z.int().describe("Accounts that are sealed to either key"),
        done: z.int().describe("Those that are sealed to the new one"),
      })
      .nullable()
      .describe("Null: no replacement is under way"),
  })
  .meta({ id: "OrganisationKeyState" });

export const organisationKeyRoutes = {
  getOrganisationKey: route({
    name: "getOrganisationKey",
    method: "GET",
    path: "/organisation-key",
    summary: "Whether there is an organisation key, and how far a replacement is",
    tag,
    access: "session",
    roles: seeing,
    success: { status: 200, body: organisationKeyState },
    refusals: [],
  }),
  makeOrganisationKey: route({
    name: "makeOrganisationKey",
    method: "POST",
    path: "/organisation-key",
    summary: "Keep a key that was made in the browser; the server gets its identity locked with a passphrase only",
    tag,
    access: "session",
    roles: changing,
    fresh: true,
    body: z.strictObject(newKey),
    success: { status: 201, body: organisationKeyState },
    refusals: ["conflict", "reauthentication_required"],
  }),
  getLockedIdentity: route({
    name: "getLockedIdentity",
    method: "GET",
    path: "/organisation-key/{id}/locked-identity",
    summary: "The locked identity, to be unlocked in the browser; on record each time",
    tag,
    access: "session",
    roles: changing,
    fresh: true,
    params: byId,
    success: { status: 200, body: z.object({ lockedIdentity, revision: z.int() }) },
    refusals: ["reauthentication_required"],
  }),
  addOrganisationSecurityKey: route({
    name: "addOrganisationSecurityKey",
    method: "PUT",
    path: "/organisation-key/{id}/security-keys/{keyId}",
    summary: "Seal the organisation key to a security key of one's own, which unlocks it from then on",
    tag,
    access: "session",
    roles: changing,
    fresh: true,
    params: byBothIds,
    body: z.strictObject({ sealedIdentity }),
    success: { status: 200, body: organisationKeyState },
    refusals: ["conflict", "reauthentication_required"],
  }),
  removeOrganisationSecurityKey: route({
    name: "removeOrganisationSecurityKey",
    method: "DELETE",
    path: "/organisation-key/{id}/security-keys/{keyId}",
    summary: "A security key unlocks the organisation key no longer",
    tag,
    access: "session",
    roles: changing,
    params: byBothIds,
    success: { status: 200, body: organisationKeyState },
    refusals: [],
  }),
  unlockWithSecurityKey: route({
    name: "unlockWithSecurityKey",
    method: "POST",
    path: "/organisation-key/{id}/unlock",
    summary: "The identity sealed to the security key that answered, which proves who asks; on record each time",
    tag,
    access: "session",
    roles: changing,
    params: byId,
    body: z.strictObject({ response: authenticationResponse }),
    success: { status: 200, body: z.object({ keyId: id, sealedIdentity, revision: z.int() }) },
    refusals: ["invalid_code", "conflict"],
  }),
  changeOrganisationPassphrase: route({
    name: "changeOrganisationPassphrase",
    method: "PUT",
    path: "/organisation-key/{id}/locked-identity",
    summary: "Keep the same identity, locked with another passphrase",
    tag,
    access: "session",
    roles: changing,
    fresh: true,
    params: byId,
    body: z.strictObject({ revision, lockedIdentity }),
    success: { status: 200, body: organisationKeyState },
    refusals: ["conflict", "reauthentication_required"],
  }),
  beginOrganisationKeyReplacement: route({
    name: "beginOrganisationKeyReplacement",
    method: "POST",
    path: "/organisation-key/replacement",
    summary: "Seal to a new key from now on; what is sealed to the old one is sealed again by the browser",
    tag,
    access: "session",
    roles: changing,
    fresh: true,
    body: z.strictObject({ replaces: id.describe("The key that was seen"), ...newKey }),
    success: { status: 201, body: organisationKeyState },
    refusals: ["conflict", "reauthentication_required"],
  }),
  finishOrganisationKeyReplacement: route({
    name: "finishOrganisationKeyReplacement",
    method: "POST",
    path: "/organisation-key/replacement/finish",
    summary: "Forget the old key; refused while an account is sealed to it",
    tag,
    access: "session",
    roles: changing,
    body: z.strictObject({ replaced: id.describe("The key that is forgotten") }),
    success: { status: 200, body: organisationKeyState },
    refusals: ["conflict"],
  }),
  abandonOrganisationKeyReplacement: route({
    name: "abandonOrganisationKeyReplacement",
    method: "DELETE",
    path: "/organisation-key/replacement",
    summary: "Go back to the old key; refused once an account is sealed to the new one",
    tag,
    access: "session",
    roles: changing,
    success: { status: 204, body: empty },
    refusals: ["conflict"],
  }),
} as const;

export type OrganisationKey = z.infer<typeof organisationKey>;
export type OrganisationKeyState = z.infer<typeof organisationKeyState>;
