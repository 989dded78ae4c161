// What the page "Keys" shows, as it stands in its address, and what it asks the server for.
import { type KeyStatus, keyStatuses } from "@hesper/contract";

/** What a link to the page holds: only what differs from the list of all. */
export interface KeySearch {
  /** Beginnings of words of the employee's name or email. */
  readonly search?: string;
  readonly status?: KeyStatus;
  /** Only those that accounts wait for. */
  readonly waiting?: true;
  /** Id. */
  readonly policy?: string;
}

const searchLength = 100;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads an address that anybody may have typed: what makes no sense is left out. */
export function readSearch(raw: Readonly<Record<string, unknown>>): KeySearch {
  return tidy({
    search: textOf(raw.search),
    status: keyStatuses.find((one) => one === raw.status),
    waiting: raw.waiting === true ? true : undefined,
    policy: typeof raw.policy === "string" && uuid.test(raw.policy) ? raw.policy : undefined,
  });
}

/** "?search=10" is read as a number by the router. */
function textOf(value: unknown): string | undefined {
  return ["string", "number"].includes(typeof value) ? String(value).slice(0, searchLength) : undefined;
}

/** Without what is not set: the same list has one address. */
export function tidy(search: { readonly [F in keyof KeySearch]: KeySearch[F] | undefined }): KeySearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ""));
}

/** Whether less than all keys are shown. */
export function isNarrowed({ search = "", status, waiting, policy }: KeySearch): boolean {
  return status !== undefined || waiting === true || policy !== undefined || search.trim() !== "";
}

export type KeyQuery = ReturnType<typeof queryOf>;

/** What the server is asked for. */
export function queryOf({ search = "", status, waiting, policy }: KeySearch) {
  const words = search.trim();
  return {
    ...(words === "" ? {} : { search: words }),
    ...(status === undefined ? {} : { status }),
    ...(policy === undefined ? {} : { policyId: policy }),
    ...(waiting === true ? { waiting: "true" as const } : {}),
  };
}
