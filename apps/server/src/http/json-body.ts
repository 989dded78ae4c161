// Bodies: JSON in well-formed UTF-8 and nothing else. Bytes that are no UTF-8 are refused, not replaced and accepted.
import type { FastifyInstance } from "fastify";
import { refuse } from "../security/result.ts";
import type { HeadCheck } from "./arrival.ts";

export function takeJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser("error", "error");
  // A byte order mark stays in the text, where JSON does not allow it (RFC 8259 8.1).
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    let text: string;
    try {
      text = decoder.decode(body as Buffer);
    } catch {
      done(new InvalidUtf8());
      return;
    }
    parse(request, text, done);
  });
}

export const refuseCompression: HeadCheck = ({ headers }) => {
  const encoding = headers["content-encoding"];
  if (encoding === undefined || encoding === "identity") return null;
  return refuse("unsupported_media_type", "Send the request without compression.");
};

class InvalidUtf8 extends Error {
  readonly statusCode = 400;
}
