// The routes that keys call about themselves: to be activated, to ask for their state, to tell of a lock and a wipe.
import type { KeyState } from "@hesper/contract";
import type { Database } from "../database/database.ts";
import { isOtherWaiting } from "../deliveries/waiting.ts";
import { findEmployee } from "../employees/service.ts";
import { answer, type Handlers } from "../http/api.ts";
import { rulesAnswer } from "../key-policies/routes.ts";
import * as policies from "../key-policies/store.ts";
import { findKind } from "../organisation-key/recipient.ts";
import { timeAnswer } from "../sessions/answers.ts";
import { getSettings } from "../settings/service.ts";
import { activateKey, lookAtActivation } from "./activation.ts";
import { somebody } from "./answers.ts";
import type { KeyDeps } from "./held.ts";
import { confirmWipe, noteContact, tellLock } from "./own-service.ts";
import type { KeyRow } from "./store.ts";

type OwnKeyRoutes = "lookAtActivation" | "activateKey" | "getKeyState" | "tellLock" | "confirmWipe";

export function ownKeyHandlers(deps: KeyDeps): Pick<Handlers, OwnKeyRoutes> {
  return { ...activationHandlers(deps), ...stateHandlers(deps) };
}

function activationHandlers(deps: KeyDeps) {
  return {
    lookAtActivation: async ({ body, origin }) => {
      const result = await lookAtActivation(deps, { ...body, origin });
      if (!result.ok) return result;
      const { key, employee, policy, kind } = result.value;
      const { installationName } = await getSettings(deps.db);
      return answer({
        name: key.name,
        employee: somebody(employee),
        installation: installationName,
        policy: rulesAnswer(policy),
        recipientKind: kind,
        expiresAt: timeAnswer(key.activation_expires_at ?? 0),
      });
    },
    activateKey: async ({ body, origin }) => {
      const result = await activateKey(deps, body, origin);
      if (!result.ok) return result;
      const { key, token, policy, employee } = result.value;
      const given = { keyId: key.id, token: token.reveal() };
      return answer({ ...given, policy: rulesAnswer(policy), employee: somebody(employee) });
    },
  } satisfies Partial<Handlers>;
}

function stateHandlers(deps: KeyDeps) {
  return {
    getKeyState: async ({ access: { key } }) => {
      await noteContact(deps, key);
      return answer(await stateAnswer(deps.db, key));
    },
    tellLock: async ({ access: { key }, body, origin }) => {
      const result = await tellLock(deps, key.id, { ...body, origin });
      return result.ok ? answer(null) : result;
    },
    confirmWipe: async ({ access: { key }, origin }) => {
      const result = await confirmWipe(deps, key.id, origin);
      return result.ok ? answer(null) : result;
    },
  } satisfies Partial<Handlers>;
}

/** Of an employee who was deleted: the key is to wipe itself, and needs to know no more. */
const deletedId = "00000000-0000-0000-0000-000000000000";

async function stateAnswer(db: Database, key: KeyRow): Promise<KeyState> {
  const employee = key.employee_id === null ? null : await findEmployee(db, key.employee_id);
  const policy = (await policies.find(db, key.policy_id)) ?? (await policies.getDefault(db));
  const { id: keyId, name, status, reason, change_revision: revision, lock_number: lock } = key;
  return {
    ...{ keyId, name, status, reason, revision, lock },
    policy: rulesAnswer(policy),
    employee: employee ? somebody(employee) : { id: deletedId, name: key.employee_name, email: "" },
    installation: (await getSettings(db)).installationName,
    recipientKind: await findKind(db),
    waiting: status === "active" && (await isOtherWaiting(db, key)),
  };
}
