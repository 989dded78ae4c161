// The front door of the package.
export type * from "./storage.ts";
