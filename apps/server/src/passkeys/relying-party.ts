// Who we are for authenticators (WebAuthn 5.4.2): a domain, and the one origin from which answers are taken.
import type { FastifyRequest } from "fastify";
import { done, type Result, refuse } from "../security/result.ts";

export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/**
 * From the public address; without one, from the host that was asked for when that is localhost. Null: passkeys cannot be
 * used, as browsers know them for domains with TLS and for localhost only.
 */
export function relyingPartyOf(publicUrl: string | null, host: string | undefined): RelyingParty | null {
  const origin = publicUrl ?? (/^localhost(:\d{1,5})?$/.test(host ?? "") ? `http://${host}` : null);
  if (origin === null) return null;
  const { hostname } = new URL(origin);
  const isAddress = hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
  return isAddress ? null : { id: hostname, origin };
}

/** How Hesper is reached. */
export interface Edge {
  readonly secure: boolean;
  readonly publicUrl: string | null;
}

/** Of a request. */
export function partyOf({ headers }: FastifyRequest, { publicUrl }: Edge): Result<RelyingParty, "conflict"> {
  const party = relyingPartyOf(publicUrl, headers.host);
  return party
    ? done(party)
    : refuse(
        "conflict",
        "Passkeys and security keys work at the public address of Hesper or at localhost only. Open it there.",
      );
}
