// The roles of DESIGN's words: what an employee may do in the console.

export const roles = ["administrator", "auditor", "employee"] as const;
/** `auditor` sees all and changes nothing; `employee` has their own profile, accounts and keys. */
export type Role = (typeof roles)[number];
