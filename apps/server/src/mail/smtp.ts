// Handing a mail to the mail server, and telling what goes away by itself from what does not.
import type { Transporter } from "nodemailer";
import type { SmtpServer } from "../config/smtp-url.ts";
import type { RenderedLetter } from "./letter.ts";

/** The mail server said no to this mail for good, as for a mailbox that does not exist. Anything else may work later. */
export class MailRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MailRefused";
  }
}

export interface Mailer {
  /** Throws `MailRefused`, or another error when it may work later. @param id makes the Message-ID: the same when repeated. */
  send(mail: RenderedLetter & { id: string; to: string; fromName: string }): Promise<void>;
  close(): void;
}

const timeoutMs = 20_000;

/** The library is loaded for the first mail. */
async function openTransport(server: SmtpServer): Promise<Transporter> {
  const { host, port, secure, user, password, isLocal } = server;
  const { createTransport } = await import("nodemailer");
  return createTransport({
    host,
    port,
    secure,
    // Links that let somebody in go over the network encrypted, or not at all.
    requireTLS: !isLocal,
    // On this machine nobody listens in, and mail servers there show certificates that nobody has signed.
    ignoreTLS: isLocal,
    ...(user === null ? {} : { auth: { user, pass: password?.reveal() ?? "" } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

export function createMailer(server: SmtpServer): Mailer {
  const { from } = server;
  let opening: Promise<Transporter> | null = null;
  return {
    async send({ id, to, fromName, subject, text, html }) {
      opening ??= openTransport(server);
      const transport = await opening;
      try {
        await transport.sendMail({
          from: { name: headerText(fromName), address: from },
          to: { name: "", address: to },
          messageId: `<${id}@${from.slice(from.indexOf("@") + 1)}>`,
          subject: headerText(subject),
          text,
          html,
          headers: { "auto-submitted": "auto-generated" },
        });
      } catch (error) {
        throw isForGood(error as SmtpError) ? new MailRefused((error as SmtpError).message) : error;
      }
    },
    close: () => void opening?.then((transport) => transport.close()).catch(() => {}),
  };
}

/** Words that look encoded (RFC 2047) would be decoded by whoever reads the mail, line breaks and all. */
function headerText(text: string): string {
  return text.replaceAll("=?", "= ?");
}

interface SmtpError {
  readonly message: string;
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
}

/**
 * A no to the recipient or to the content (RFC 5321 4.2.1: 5yz). One to the log-in, to the greeting or to the sender is
 * about how the server is set up: corrected, all that waits goes out.
 */
function isForGood({ code, command, responseCode }: SmtpError): boolean {
  if (code === "EENVELOPE" && command === "API") return true;
  const isAboutMail = command === "RCPT TO" || command === "DATA";
  return isAboutMail && responseCode !== undefined && responseCode >= 500;
}
