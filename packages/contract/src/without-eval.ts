// Pages forbid code made from text: zod must not try. Imported before any schema is made.
import { z } from "zod";

z.config({ jitless: true });

export * from "zod";
