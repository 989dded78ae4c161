// The front door of the HTTP contract.
export * from "./limits.ts";
export * from "./problems.ts";
export * from "./route.ts";
export * from "./routes.ts";
