// Checks a value of the command line with the schema of the contract.
import type { z } from "zod";
import { Failure } from "./failure.ts";

export function checked(schema: z.ZodType<string>, value: string, label: string): string {
  const result = schema.safeParse(value);
  if (!result.success) throw new Failure(`${label}: ${result.error.issues[0]?.message ?? "not valid"}`);
  return result.data;
}
