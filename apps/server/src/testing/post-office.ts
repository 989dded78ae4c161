// A real mail server on loopback, which keeps what it is given, and can be told to fail.
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { freePort } from "./free-port.ts";

export interface KeptMail {
  /** Whom the envelope named. */
  readonly to: readonly string[];
  readonly mail: ParsedMail;
}

/** One that greets at once: the library waits a tenth of a second for clients that talk too soon, at each connection. */
class PromptServer extends SMTPServer {
  override connect(socket: unknown, options: unknown): void {
    const known = new Set(this.connections);
    // @ts-expect-error: as above.
    super.connect(socket, options);
    for (const connection of this.connections) {
      if (known.has(connection)) continue;
      const greeting = connection as unknown as { connectionReady: () => void };
      const greet = greeting.connectionReady.bind(connection);
      greeting.connectionReady = () => {};
      setImmediate(greet);
    }
  }
}

export class PostOffice {
  readonly mails: KeptMail[] = [];
  /** What the next mails are answered with instead of being taken: an SMTP status such as 451 (later) or 550 (never). */
  failWith: number | null = null;
  /** How many were offered, taken or not. */
  offered = 0;
  /** Looks at each mail that is offered, before it is answered. */
  onOffer: ((mail: ParsedMail) => void) | null = null;
  port = 0;
  #server: SMTPServer | null = null;

  get url(): string {
    return `smtp://127.0.0.1:${this.port}?from=hesper@example.org`;
  }

  /** @param port the same as before, for a server that comes back. */
  async open(port?: number): Promise<void> {
    this.port = port ?? (await freePort());
    const server = new PromptServer({
      authOptional: true,
      disableReverseLookup: true,
      disabledCommands: ["STARTTLS", "AUTH"],
      onData: (stream, session, done) => {
        this.offered += 1;
        const refusal = this.failWith;
        simpleParser(stream).then((mail) => {
          this.onOffer?.(mail);
          if (refusal !== null) return done(Object.assign(new Error("Not now"), { responseCode: refusal }));
          this.mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), mail });
          done();
        }, done);
      },
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server) await new Promise<void>((resolve) => server.close(resolve));
  }

  /**
   * What an act brings into which mailbox, as `address: subject`, sorted. Delivered twice: nothing may come a second time.
   * @param deliver sends what waits.
   */
  async mailsOf(deliver: () => Promise<unknown>, act: () => Promise<unknown>): Promise<string[]> {
    await deliver();
    this.mails.length = 0;
    await act();
    await deliver();
    await deliver();
    return this.mails.map(({ to, mail }) => `${to.join(",")}: ${mail.subject}`).sort();
  }

  /** The mails to one address, the oldest first. */
  to(email: string): ParsedMail[] {
    return this.mails.filter(({ to }) => to.includes(email)).map(({ mail }) => mail);
  }

  subjectsTo(email: string): string[] {
    return this.to(email).map(({ subject = "" }) => subject);
  }

  /** The latest mail to an address whose subject has this text. Throws when there is none. */
  last(email: string, subject: string): ParsedMail {
    const found = this.to(email).findLast((mail) => mail.subject?.includes(subject));
    if (!found) throw new Error(`No mail "${subject}" to ${email}. There are: ${this.subjectsTo(email).join(" | ")}`);
    return found;
  }

  /** The link of a mail: the only one in its text that has a token, or an activation code. */
  linkIn({ text = "" }: ParsedMail): string {
    const links = text.match(/https?:\/\/\S+#(?:[\w-]{43}|(?:[\dA-Z]{5}-){3}[\dA-Z]{5})/g) ?? [];
    if (links.length !== 1 || !links[0]) throw new Error(`The mail has ${links.length} links with a token.`);
    return links[0];
  }

  /** The token of the link of a mail. */
  tokenIn(mail: ParsedMail): string {
    return new URL(this.linkIn(mail)).hash.slice(1);
  }
}
