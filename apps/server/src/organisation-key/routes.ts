// The routes of the organisation key.
import type { OrganisationKey, OrganisationKeyState, RefusalCode } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import { findEmployee } from "../employees/service.ts";
import { answer, type Handlers } from "../http/api.ts";
import type { EmployeeId, OrganisationKeyId } from "../security/ids.ts";
import type { Result } from "../security/result.ts";
import { timeAnswer } from "../sessions/answers.ts";
import { abandonReplacement, beginReplacement, finishReplacement, readState } from "./replacement.ts";
import { changePassphrase, handOutIdentity, makeKey, type OrganisationKeyDeps } from "./service.ts";
import type { KeyRow } from "./store.ts";

type KeyRoutes =
  | "getOrganisationKey"
  | "makeOrganisationKey"
  | "getLockedIdentity"
  | "changeOrganisationPassphrase"
  | "beginOrganisationKeyReplacement"
  | "finishOrganisationKeyReplacement"
  | "abandonOrganisationKeyReplacement";

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

export function organisationKeyHandlers(deps: OrganisationKeyDeps): Pick<Handlers, KeyRoutes> {
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
