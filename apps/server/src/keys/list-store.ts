// Lists of keys, the latest first, and how many accounts of each are in which state of their delivery.
import type { DeliveryStatus, KeyStatus } from "@hesper/contract";
import { sql } from "kysely";
import type { Handle } from "../database/database.ts";
import { withoutIndex } from "../database/plans.ts";
import type { EmployeeId, EmployeeKeyId, KeyPolicyId } from "../security/ids.ts";
import type { KeyRow } from "./store.ts";

export interface Asked {
  readonly status?: KeyStatus | undefined;
  /** Only active ones that accounts wait for. */
  readonly isWaitedFor?: boolean | undefined;
  readonly policyId?: KeyPolicyId | undefined;
  /** Of these; not given: of everybody. */
  readonly employeeIds?: readonly EmployeeId[] | undefined;
  readonly limit: number;
  /** Goes on after this one. */
  readonly before: string | null;
}

/** By id, which sorts by the time of making, along an index: that of a status, of a policy, of employees, or of all keys. */
export async function list(db: Handle, asked: Asked): Promise<KeyRow[]> {
  return pageQuery(db, asked).execute();
}

export function pageQuery(db: Handle, { status, isWaitedFor, policyId, employeeIds, limit, before }: Asked) {
  let query = db.selectFrom("keys").selectAll();
  // Few keys of few people: looked through by status, not the other way round.
  const columnOf = (name: "status" | "policy_id") =>
    employeeIds === undefined ? sql.ref(name) : withoutIndex(db, sql.ref(name));
  const statusOf = columnOf("status");
  if (employeeIds !== undefined) query = query.where("employee_id", "in", employeeIds);
  if (status !== undefined) query = query.where(sql<boolean>`${statusOf} = ${status}`);
  if (policyId !== undefined) query = query.where(sql<boolean>`${columnOf("policy_id")} = ${policyId}`);
  if (isWaitedFor) {
    if (status === undefined) query = query.where(sql<boolean>`${statusOf} = 'active'`);
    // As a value, not as `exists`: that would be turned into a join, and the order of the index lost.
    const waiting = sql`select d.account_id from key_accounts d where d.key_id = keys.id and d.status = 'waiting' limit 1`;
    query = query.where(sql<boolean>`(${waiting}) is not null`);
  }
  if (before !== null) query = query.where("id", "<", before as EmployeeKeyId);
  return query.orderBy("id", "desc").limit(limit);
}

export type Counts = Partial<Record<DeliveryStatus, number>>;

/** One query for a page of keys, from an index alone. */
export async function countDeliveries(
  db: Handle,
  keys: readonly EmployeeKeyId[],
): Promise<ReadonlyMap<EmployeeKeyId, Counts>> {
  const counts = new Map<EmployeeKeyId, Counts>(keys.map((id) => [id, {}]));
  if (keys.length === 0) return counts;
  const rows = db
    .selectFrom("key_accounts")
    .select((eb) => ["key_id", "status", eb.fn.countAll<number>().as("count")])
    .where("key_id", "in", keys)
    .groupBy(["key_id", "status"]);
  for (const { key_id, status, count } of await rows.execute()) {
    const one = counts.get(key_id);
    if (one) one[status] = Number(count);
  }
  return counts;
}
