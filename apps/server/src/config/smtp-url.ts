// The address of the mail server: smtp://user:password@host:port?from=hesper@example.org
import { Secret } from "../security/secret.ts";

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (smtps). Else STARTTLS, which is demanded unless the server is this machine. */
  readonly secure: boolean;
  readonly isLocal: boolean;
  readonly user: string | null;
  readonly password: Secret<string> | null;
  /** The address that mails come from. */
  readonly from: string;
}

const loopback = ["localhost", "127.0.0.1", "[::1]"];
const usualPorts = { "smtp:": 587, "smtps:": 465 };
const plainEmail = /^[^\s@<>()",;:\\]{1,64}@[A-Za-z0-9.-]{1,189}$/;

/** @param publicHost where mails come from when the address does not say: hesper@publicHost. Throws an `Error` that says what is wrong. */
export function parseSmtpUrl(text: string, publicHost: string): SmtpServer {
  if (!/^smtps?:\/\/[^/]/.test(text) || !URL.canParse(text)) {
    throw new Error("must be an address such as smtp://user:password@mail.example.org:587");
  }
  const url = new URL(text);
  if ((url.pathname !== "" && url.pathname !== "/") || url.hash !== "") throw new Error("must end with host and port");
  const unknown = [...url.searchParams.keys()].filter((key) => key !== "from");
  if (unknown.length > 0) throw new Error(`has ?${unknown[0]}=, which is not known; only ?from= is`);
  const from = url.searchParams.get("from") ?? `hesper@${publicHost}`;
  if (!plainEmail.test(from)) throw new Error("must have an email in ?from=, such as ?from=hesper@example.org");
  const secure = url.protocol === "smtps:";
  // Of schemes that it does not know, the URL standard leaves the case of the host alone.
  const host = url.hostname.toLowerCase();
  return {
    host: host.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? usualPorts[secure ? "smtps:" : "smtp:"] : Number(url.port),
    secure,
    isLocal: loopback.includes(host),
    ...credentialsIn(url),
    from,
  };
}

function credentialsIn({ username, password }: URL): Pick<SmtpServer, "user" | "password"> {
  if (username === "" && password === "") return { user: null, password: null };
  if (username === "" || password === "") throw new Error("must have both user and password, or neither");
  try {
    return { user: decodeURIComponent(username), password: new Secret(decodeURIComponent(password)) };
  } catch {
    throw new Error("has a % in user or password that must be written %25");
  }
}
