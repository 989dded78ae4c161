// The cookies, each for one thing (session, half-done log-in, trusted browser, challenge, known browser), out of reach of
// scripts and of other sites.
import type {} from "@fastify/cookie";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Secret } from "../security/secret.ts";

export type CookieName = "session" | "pending_login" | "trusted_browser" | "passkey" | "security_key" | "known_browser";

export interface ReplyCookies {
  set(name: CookieName, token: Secret<string>, maxAgeSeconds?: number): void;
  clear(name: CookieName): void;
}

const baseNames: Record<CookieName, string> = {
  session: "hesper_session",
  pending_login: "hesper_pending_login",
  trusted_browser: "hesper_trusted_browser",
  passkey: "hesper_passkey",
  // Apart: a passkey may be asked for a fresh proof while a security key is being added.
  security_key: "hesper_security_key",
  known_browser: "hesper_known_browser",
};

/** With TLS the prefix makes browsers refuse a cookie that another host or an unencrypted page has planted. */
export function cookieName(name: CookieName, secure: boolean): string {
  return `${secure ? "__Host-" : ""}${baseNames[name]}`;
}

/** The challenge of a passkey or a security key is sealed in its cookie; the others are tokens of 43 characters. */
const longestToken = 512;

export function readCookie(request: FastifyRequest, name: CookieName, secure: boolean): string | null {
  const value = request.cookies[cookieName(name, secure)];
  return value !== undefined && value.length > 0 && value.length <= longestToken ? value : null;
}

export function replyCookies(reply: FastifyReply, secure: boolean): ReplyCookies {
  const attributes = { path: "/", httpOnly: true, secure, sameSite: "lax" } as const;
  return {
    set(name, token, maxAgeSeconds) {
      const maxAge = maxAgeSeconds === undefined ? {} : { maxAge: maxAgeSeconds };
      reply.setCookie(cookieName(name, secure), token.reveal(), { ...attributes, ...maxAge });
    },
    clear(name) {
      reply.setCookie(cookieName(name, secure), "", { ...attributes, maxAge: 0 });
    },
  };
}
