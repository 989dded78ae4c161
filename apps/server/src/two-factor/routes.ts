// The routes of a person's own second factors.
import type { Authenticator as AuthenticatorAnswer } from "@hesper/contract";
import { answer, type Handlers } from "../http/api.ts";
import type { AuthenticatorId } from "../security/ids.ts";
import { timeAnswer } from "../sessions/answers.ts";
import type { Authenticator } from "../totp/service.ts";
import * as service from "./service.ts";

type TwoFactorRoutes =
  | "getTwoFactor"
  | "addAuthenticator"
  | "verifyAuthenticator"
  | "renameAuthenticator"
  | "removeAuthenticator"
  | "resetRecoveryCodes"
  | "confirmRecoveryCodes"
  | "disableTwoFactor";

export function twoFactorHandlers(deps: service.TwoFactorDeps): Pick<Handlers, TwoFactorRoutes> {
  return {
    getTwoFactor: async ({ access }) => {
      const { enabled, authenticators, codes } = await service.getStatus(deps.db, access.employee.id);
      return answer({
        enabled,
        authenticators: authenticators.map(authenticatorAnswer),
        recoveryCodesLeft: codes.left,
      });
    },
    addAuthenticator: async ({ access, origin, body }) => {
      const result = await service.beginEnrolment(deps, { ...access, origin }, body.name ?? null);
      if (!result.ok) return result;
      const { id, secret, otpauthUri, expiresAtMs } = result.value;
      const expiresAt = timeAnswer(expiresAtMs);
      return answer({ id, secret: secret.reveal(), otpauthUri: otpauthUri.reveal(), expiresAt });
    },
    verifyAuthenticator: async ({ access, origin, params, body, cookies }) => {
      const caller = { ...access, origin };
      const result = await service.finishEnrolment(deps, caller, { id: idOf(params), code: body.code });
      if (!result.ok) return result;
      if (result.value.newSession) cookies.set("session", result.value.newSession.token);
      return answer({ recoveryCodes: result.value.recoveryCodes?.reveal() ?? null });
    },
    renameAuthenticator: async ({ access, origin, params, body }) => {
      const change = { id: idOf(params), name: body.name };
      const result = await service.renameAuthenticator(deps, { ...access, origin }, change);
      return result.ok ? answer(authenticatorAnswer(result.value)) : result;
    },
    removeAuthenticator: async ({ access, origin, params }) => {
      const result = await service.removeAuthenticator(deps, { ...access, origin }, idOf(params));
      return result.ok ? answer(null) : result;
    },
    resetRecoveryCodes: async ({ access, origin }) => {
      const result = await service.resetRecoveryCodes(deps, { ...access, origin });
      return result.ok ? answer({ recoveryCodes: result.value.reveal() }) : result;
    },
    confirmRecoveryCodes: async ({ access, origin }) => {
      const result = await service.confirmRecoveryCodes(deps, { ...access, origin });
      return result.ok ? answer(null) : result;
    },
    disableTwoFactor: async ({ access, origin, cookies }) => {
      const result = await service.disableTwoFactor(deps, { ...access, origin });
      if (!result.ok) return result;
      if (result.value) cookies.set("session", result.value.token);
      return answer(null);
    },
  };
}

function idOf({ id }: { id: string }): AuthenticatorId {
  return id as AuthenticatorId;
}

function authenticatorAnswer({ id, name, createdAtMs, lastUsedAtMs }: Authenticator): AuthenticatorAnswer {
  const lastUsedAt = lastUsedAtMs === null ? null : timeAnswer(lastUsedAtMs);
  return { id, name, createdAt: timeAnswer(createdAtMs), lastUsedAt };
}
