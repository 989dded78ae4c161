// Refusals and errors as RFC 9457 problem documents: the one place that maps codes to statuses and texts.
import { type Problem, type RefusalCode, refusals } from "@hesper/contract";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { isDamage, isOutage } from "../database/errors.ts";
import { Overloaded } from "../security/hash-queue.ts";
import { type Refusal, refuse } from "../security/result.ts";

/** The usual sentence of each code: what happened and what to do. */
const details: Record<RefusalCode, string> = {
  invalid_request: "Something in the request is missing or not as expected. Correct it and send it again.",
  invalid_credentials: "The email or the password is wrong. Check both and try again.",
  invalid_code: "The code is wrong. Enter the code that is shown now, and check that your device's clock is right.",
  code_already_used: "This code was used before. Wait for the next one in your authenticator app and enter that.",
  login_expired: "The log-in took too long or was finished elsewhere. Enter your email and password again.",
  not_authenticated: "You are not logged in, or your session has ended. Log in and try again.",
  setup_closed: "Hesper has been set up already. Log in, or ask an administrator to add you.",
  cross_site_request:
    "The request came from another web site and was not carried out. Open Hesper itself and try again.",
  two_factor_setup_required:
    "Set up a second factor first: your organisation asks for one. It takes a minute in your profile.",
  reauthentication_required: "Your last proof is too old for this. Enter your password and a code again.",
  forbidden: "You are not allowed to do this.",
  not_found: "There is nothing at this address. It may have been removed.",
  conflict: "This does not fit what is stored now. Reload and try again.",
  last_second_factor: "This is your last authenticator. Add another one first, or disable 2FA altogether.",
  enrolment_expired:
    "This set-up is over: 10 minutes have passed, it was finished already, or a newer one was begun. Start it again.",
  payload_too_large: "The request is larger than the server accepts.",
  unsupported_media_type: "Send the request as JSON, with the header Content-Type: application/json.",
  too_many_attempts: "There were too many attempts. Wait as long as Retry-After says, then try again.",
  internal_error:
    "The server could not do this. Try again; if it goes on, tell your administrator the time at which it happened.",
  overloaded: "The server has more to do than it can at this moment. Try again in a few seconds.",
};

export function problemOf(refusal: Refusal): Problem {
  const { status, title } = refusals[refusal.code];
  const detail = clockSentence(refusal) ?? refusal.detail ?? details[refusal.code];
  const problem: Problem = { status, title, detail, code: refusal.code };
  if (refusal.errors) problem.errors = refusal.errors;
  if (refusal.clockOffsetSeconds !== undefined) problem.clockOffsetSeconds = refusal.clockOffsetSeconds;
  return problem;
}

/** Of a code that would be right at another time, given after a right password: how far the clock is off, in words. */
function clockSentence({ clockOffsetSeconds: seconds }: Refusal): string | null {
  if (seconds === undefined || seconds === 0) return null;
  const minutes = Math.round(Math.abs(seconds) / 30) / 2;
  const much = minutes === 1 ? "1 minute" : `${minutes} minutes`;
  const direction = seconds > 0 ? "ahead" : "behind";
  return `Your phone's clock is about ${much} ${direction}. Set it to automatic time, then enter the code that it shows.`;
}

export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const problem = problemOf(refusal);
  const retryAfterSeconds = refusal.retryAfterSeconds ?? (problem.code === "overloaded" ? 2 : null);
  if (retryAfterSeconds !== null) reply.header("retry-after", String(retryAfterSeconds));
  return reply.code(problem.status).type("application/problem+json; charset=utf-8").send(JSON.stringify(problem));
}

function busySentence(seconds: number): string {
  return `The server is busy. Try again in ${seconds} seconds.`;
}

/** What Fastify itself refuses, before a handler is reached. */
const frameworkCodes: Record<string, Refusal> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: refuse("unsupported_media_type"),
  FST_ERR_CTP_BODY_TOO_LARGE: refuse("payload_too_large"),
  FST_ERR_CTP_INVALID_JSON_BODY: refuse("invalid_request", "The request is not valid JSON."),
  FST_ERR_CTP_EMPTY_JSON_BODY: refuse("invalid_request", "The request has no content, but says that it is JSON."),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: refuse("invalid_request", "The content is not as long as the request says."),
};

const damaged = "The database is damaged. Stop the server and restore the database from a backup.";

/** Errors are logged once, here, and tell the outside nothing but that there was one. */
export function handleError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Overloaded) {
    const { retryAfterSeconds } = error;
    return sendRefusal(reply, refuse("overloaded", busySentence(retryAfterSeconds), { retryAfterSeconds }));
  }
  const known = frameworkCodes[error.code];
  if (known) return sendRefusal(reply, known);
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return sendRefusal(reply, refuse("invalid_request"));
  }
  if (isOutage(error)) {
    // Without its stack: there may be thousands until the database is back.
    const what = isDamage(error) ? damaged : "A request failed: the database cannot do this at the moment";
    request.log.error({ reason: error.message, requestId: request.id }, what);
    return sendRefusal(
      reply,
      refuse("overloaded", "The database cannot do this at the moment. Nothing was changed; try again."),
    );
  }
  request.log.error({ err: error, requestId: request.id }, "A request failed");
  return sendRefusal(reply, refuse("internal_error"));
}
