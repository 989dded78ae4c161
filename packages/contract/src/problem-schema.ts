// The problem document (RFC 9457) of a refusal, as a schema.
import { z } from "zod";
import type { RefusalCode } from "./problems.ts";

/** What an error answer holds, whatever its status. `detail` is a sentence for a person that says what to do. */
export const problemFields = {
  type: z.string().optional(),
  status: z.int(),
  title: z.string(),
  detail: z.string(),
  errors: z
    .array(z.object({ field: z.string().describe("JSON pointer into the request"), message: z.string() }))
    .optional(),
  clockOffsetSeconds: z.int().optional().describe("How far the clock of the authenticator is off, where known"),
};

/** The problem document of an answer that may give these codes. */
export function problemSchema(codes: readonly RefusalCode[]) {
  return z.object({ ...problemFields, code: z.enum(codes as [RefusalCode, ...RefusalCode[]]) });
}
