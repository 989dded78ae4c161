// Handing mail to a mail server: only encrypted over the network, and which kinds of no are for good.
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { SmtpServer } from "../config/smtp-url.ts";
import { parseSmtpUrl } from "../config/smtp-url.ts";
import { freePort } from "../testing/free-port.ts";
import { createMailer, MailRefused } from "./smtp.ts";

const mail = {
  id: "01",
  to: "ada@example.org",
  fromName: "Hesper",
  subject: "A mail",
  text: "the words",
  html: "<p>the words</p>",
};
let running: SMTPServer | null = null;
const taken: string[] = [];

// It warns of its own certificate, whose key everybody knows.
beforeAll(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
afterEach(async () => {
  taken.length = 0;
  const server = running;
  running = null;
  if (server) await new Promise<void>((resolve) => server.close(resolve));
});

/** @returns the port of a mail server of this kind; it shows a certificate that nobody has signed. */
async function serve(options: SMTPServerOptions): Promise<number> {
  const port = await freePort();
  const server = new SMTPServer({
    authOptional: true,
    onData: (stream, _, done) => {
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      stream.on("end", () => {
        taken.push(text);
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  running = server;
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return port;
}

async function outcome(server: SmtpServer): Promise<Error | null> {
  const mailer = createMailer(server);
  try {
    await mailer.send(mail);
    return null;
  } catch (error) {
    return error as Error;
  } finally {
    mailer.close();
  }
}

function at(port: number, credentials = ""): SmtpServer {
  return parseSmtpUrl(`smtp://${credentials}127.0.0.1:${port}?from=hesper@example.org`, "localhost");
}

describe("a server that is not this machine", () => {
  // STARTTLS was taken where it was offered: whoever sits on the line takes the offer away, and reads the links.
  it("without STARTTLS gets nothing", async () => {
    const port = await serve({ disabledCommands: ["STARTTLS"] });
    const error = await outcome({ ...at(port), isLocal: false });
    expect(error).not.toBeNull();
    expect(error).not.toBeInstanceOf(MailRefused);
    expect(taken).toEqual([]);
  });

  it("with a certificate that nobody has signed gets nothing, with STARTTLS and with TLS from the first byte", async () => {
    for (const secure of [false, true]) {
      const port = await serve({ secure });
      const error = await outcome({ ...at(port), isLocal: false, secure });
      expect(error?.message).toMatch(/certificate/i);
      expect(taken).toEqual([]);
      await new Promise<void>((resolve) => running?.close(resolve));
    }
  });

  it("is told by its address, and only loopback is this machine", () => {
    const isLocal = (host: string) => parseSmtpUrl(`smtp://${host}`, "example.org").isLocal;
    for (const host of ["localhost", "127.0.0.1", "[::1]", "LOCALHOST:25"]) expect(isLocal(host), host).toBe(true);
    for (const host of ["mail.example.org", "127.0.0.1.example.org", "localhost.example.org", "10.0.0.1", "[::2]"]) {
      expect(isLocal(host), host).toBe(false);
    }
  });
});

describe("a server on this machine", () => {
  // Mail servers come with a certificate of their own making: mail to localhost failed until somebody noticed.
  it("takes mail also when it offers STARTTLS with a certificate that nobody has signed", async () => {
    const port = await serve({});
    expect(await outcome(at(port))).toBeNull();
    expect(taken).toHaveLength(1);
  });
});

function no(responseCode: number) {
  return Object.assign(new Error("no"), { responseCode });
}

describe("a no", () => {
  const plain = { disabledCommands: ["STARTTLS"] };
  it.each<[string, boolean, SMTPServerOptions]>([
    ["to the recipient", true, { onRcptTo: (_, __, done) => done(no(550)) }],
    ["to the content", true, { onData: (stream, _, done) => void stream.resume().on("end", () => done(no(554))) }],
    ["for now, to the recipient", false, { onRcptTo: (_, __, done) => done(no(450)) }],
    [
      "for now, to the content",
      false,
      { onData: (stream, _, done) => void stream.resume().on("end", () => done(no(451))) },
    ],
    ["to the sender", false, { onMailFrom: (_, __, done) => done(no(550)) }],
    ["to whoever connects", false, { onConnect: (_, done) => done(no(554)) }],
  ])("%s is for good: %s", async (_, isForGood, options) => {
    const error = await outcome(at(await serve({ ...plain, ...options })));
    expect(error).not.toBeNull();
    expect(error instanceof MailRefused).toBe(isForGood);
  });

  // The mail server's password was changed in the night: by the morning all mail had been given up, for good.
  it("to the user and password of the server is not for good, and tells neither", async () => {
    const options: SMTPServerOptions = {
      authOptional: false,
      onAuth: (_, __, done) => done(no(535)),
      allowInsecureAuth: true,
    };
    const port = await serve({ ...plain, ...options });
    const error = await outcome(at(port, "hesper:planted%20password@"));
    expect(error).not.toBeNull();
    expect(error).not.toBeInstanceOf(MailRefused);
    expect(`${error?.message}${error?.stack}`).not.toContain("planted");
  });

  it("of nobody who listens is not for good", async () => {
    const error = await outcome(at(await freePort()));
    expect(error).not.toBeNull();
    expect(error).not.toBeInstanceOf(MailRefused);
  });
});

describe("an email that could be read as something else", () => {
  it.each(["a,b@example.org", "<a@example.org", "a>b@example.org", "a;b@example.org", "ada@[127.0.0.1]"])(
    "such as %s reaches nobody else, and leaves one To",
    async (to) => {
      const rcpt: string[] = [];
      const port = await serve({
        disabledCommands: ["STARTTLS"],
        onRcptTo: ({ address }, _, done) => {
          rcpt.push(address);
          done();
        },
      });
      const mailer = createMailer(at(port));
      await mailer.send({ ...mail, to }).catch(() => {});
      mailer.close();
      expect(rcpt.length).toBeLessThanOrEqual(1);
      for (const address of rcpt) expect(address.endsWith(to.slice(to.lastIndexOf("@")))).toBe(true);
      for (const text of taken) expect(text.match(/^To:/gm)).toHaveLength(1);
    },
  );
});
