// The routes of the organisation key.
import type { OrganisationKey, OrganisationKeyState, RefusalCode } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import { findEmployee } from "../employees/service.ts";
import { answer, type Handlers } from "../http/api.ts";
import { readCookie } from "../http/cookies.ts";
import { type Edge, partyOf } from "../passkeys/relying-party.ts";
import type { EmployeeId, EmployeeKeyId, OrganisationKeyId } from "../security/ids.ts";
import type { Result } from "../security/result.ts";
import { refusalOfResults } from "../security-keys/prf-results.ts";
import type { SecurityKeyDeps } from "../security-keys/registration.ts";
import { timeAnswer } from "../sessions/answers.ts";
import { abandonReplacement, beginReplacement, finishReplacement, readState } from "./replacement.ts";
import { changePassphrase, handOutIdentity, makeKey, type OrganisationKeyDeps } from "./service.ts";
import type { KeyRow } from "./store.ts";
import { addTouch, removeTouch, unlockByTouch } from "./touch.ts";
import { list as listTouches } from "./touch-store.ts";

type KeyRoutes =
  | "getOrganisationKey"
  | "makeOrganisationKey"
  | "getLockedIdentity"
  | "changeOrganisationPassphrase"
  | "beginOrganisationKeyReplacement"
  | "finishOrganisationKeyReplacement"
  | "abandonOrganisationKeyReplacement"
  | "addOrganisationSecurityKey"
  | "removeOrganisationSecurityKey"
  | "unlockWithSecurityKey";

async function personAnswer(db: Handle, id: EmployeeId | null): Promise<OrganisationKey["createdBy"]> {
  const person = id === null ? null : await findEmployee(db, id);
  return person && { id: person.id, name: person.name };
}

async function keyAnswer(db: Handle, row: KeyRow): Promise<OrganisationKey> {
  const { id, kind, recipient, revision } = row;
  return {
    id,
    kind,
    recipient,
    createdAt: timeAnswer(row.created_at),
    createdBy: await personAnswer(db, row.created_by),
    passphraseSetAt: timeAnswer(row.locked_at),
    passphraseSetBy: await personAnswer(db, row.locked_by),
    securityKeys: (await listTouches(db, id)).map((one) => ({
      keyId: one.keyId,
      name: one.name,
      status: one.status,
      employee: { id: one.employeeId, name: one.employeeName },
      addedAt: timeAnswer(one.addedAtMs),
      lastUsedAt: one.lastUsedAtMs === null ? null : timeAnswer(one.lastUsedAtMs),
    })),
    revision,
  };
}

async function stateAnswer(deps: OrganisationKeyDeps): Promise<OrganisationKeyState> {
  const { current, replaced, progress } = await readState(deps);
  return {
    kind: current?.kind ?? "hybrid",
    key: current && (await keyAnswer(deps.db, current)),
    replacement: replaced && { replaced: await keyAnswer(deps.db, replaced), ...progress },
  };
}

export function organisationKeyHandlers(
  deps: OrganisationKeyDeps & SecurityKeyDeps,
  edge: Edge,
): Pick<Handlers, KeyRoutes> {
  /** The state after a change, or why there was none. */
  const after = async <Code extends RefusalCode>(result: Result<null, Code>) =>
    result.ok ? answer(await stateAnswer(deps)) : result;
  return {
    getOrganisationKey: async () => answer(await stateAnswer(deps)),
    makeOrganisationKey: async ({ access, origin, body }) => after(await makeKey(deps, { ...access, origin }, body)),
    getLockedIdentity: async ({ access, origin, params }) => {
      const result = await handOutIdentity(deps, { ...access, origin }, params.id as OrganisationKeyId);
      return result.ok ? answer(result.value) : result;
    },
    addOrganisationSecurityKey: async ({ access, origin, params, body }) => {
      const which = { id: params.id as OrganisationKeyId, keyId: params.keyId as EmployeeKeyId };
      return after(await addTouch(deps, { ...access, origin }, { ...which, ...body }));
    },
    removeOrganisationSecurityKey: async ({ access, origin, params }) => {
      const which = { id: params.id as OrganisationKeyId, keyId: params.keyId as EmployeeKeyId };
      return after(await removeTouch(deps, { ...access, origin }, which));
    },
    unlockWithSecurityKey: async ({ access, origin, params, request, cookies, body: { response } }) => {
      const party = partyOf(request, edge);
      if (!party.ok) return party;
      const refusal = refusalOfResults(response, request.log);
      if (refusal) return refusal;
      const cookie = readCookie(request, "passkey", edge.secure);
      const given = { id: params.id as OrganisationKeyId, party: party.value, response, cookie };
      const result = await unlockByTouch(deps, { ...access, origin }, given);
      if (!result.ok) return result;
      cookies.clear("passkey");
      return answer(result.value);
    },
    changeOrganisationPassphrase: async ({ access, origin, params, body }) =>
      after(await changePassphrase(deps, { ...access, origin }, { ...body, id: params.id as OrganisationKeyId })),
    beginOrganisationKeyReplacement: async ({ access, origin, body }) => {
      const replaces = body.replaces as OrganisationKeyId;
      return after(await beginReplacement(deps, { ...access, origin }, { ...body, replaces }));
    },
    finishOrganisationKeyReplacement: async ({ access, origin, body }) =>
      after(await finishReplacement(deps, { ...access, origin }, body.replaced as OrganisationKeyId)),
    abandonOrganisationKeyReplacement: async ({ access, origin }) => {
      const result = await abandonReplacement(deps, { ...access, origin });
      return result.ok ? answer(null) : result;
    },
  };
}
