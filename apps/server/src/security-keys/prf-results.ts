// The output of a PRF is for the browser alone: an answer that brings it was sent by a faulty program, and is refused.
import type { AuthenticationResponse, RegistrationResponse } from "@hesper/contract";
import type { FastifyBaseLogger } from "fastify";
import { type Refusal, refuseField } from "../security/result.ts";

/** @param log is told that it happened, and nothing of what came. */
export function refusalOfResults(
  { clientExtensionResults }: RegistrationResponse | AuthenticationResponse,
  log: FastifyBaseLogger,
): Refusal<"invalid_request"> | null {
  const { prf } = clientExtensionResults as { prf?: { results?: unknown } | null };
  if (typeof prf !== "object" || prf === null || prf.results === undefined) return null;
  log.warn("A browser sent the output of the PRF of a security key. It was dropped");
  return refuseField(
    "/response/clientExtensionResults/prf",
    "Leave out the results of the PRF: they are for the browser alone. Use another security key, as this one is known now.",
  );
}
