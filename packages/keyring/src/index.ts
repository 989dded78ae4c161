// The front door of the package: what a software key does, whatever it runs in.

export type { Identity } from "@hesper/vault";
export * from "./activate.ts";
export * from "./codes.ts";
export * from "./export.ts";
export * from "./find.ts";
export * from "./host.ts";
export * from "./import.ts";
export * from "./open.ts";
export * from "./pin.ts";
export * from "./private-accounts.ts";
export * from "./problem.ts";
export * from "./status.ts";
export * from "./storage.ts";
export * from "./sync.ts";
