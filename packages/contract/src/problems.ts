// The closed list of refusal codes, with the status each has, and the problem document (RFC 9457).

/** Every code with its HTTP status and title. Codes are stable; texts are not. */
export const refusals = {
  invalid_request: { status: 400, title: "The request is not valid" },
  invalid_credentials: { status: 401, title: "Email or password is wrong" },
  invalid_code: { status: 401, title: "The code is wrong" },
  code_already_used: { status: 401, title: "The code was used before" },
  login_expired: { status: 401, title: "The log-in took too long" },
  not_authenticated: { status: 401, title: "Not logged in" },
  setup_closed: { status: 403, title: "The set-up is closed" },
  cross_site_request: { status: 403, title: "The request came from another site" },
  two_factor_setup_required: { status: 403, title: "A second factor must be set up first" },
  reauthentication_required: { status: 403, title: "Prove again that it is you" },
  forbidden: { status: 403, title: "Not allowed" },
  not_found: { status: 404, title: "Not found" },
  conflict: { status: 409, title: "The state has changed" },
  last_second_factor: { status: 409, title: "This is the last second factor" },
  enrolment_expired: { status: 410, title: "The set-up of the authenticator has expired" },
  payload_too_large: { status: 413, title: "The request is too large" },
  unsupported_media_type: { status: 415, title: "The request is not JSON" },
  too_many_attempts: { status: 429, title: "Too many attempts" },
  internal_error: { status: 500, title: "The server has a problem" },
  overloaded: { status: 503, title: "The server is busy" },
} as const;

export type RefusalCode = keyof typeof refusals;

export const refusalCodes = Object.keys(refusals) as RefusalCode[];

export type Problem = {
  status: number;
  title: string;
  detail: string;
  code: RefusalCode;
  errors?: { field: string; message: string }[] | undefined;
  clockOffsetSeconds?: number | undefined;
};
