// What accounts ask of groups: which an employee is in, who is in one.
import type { Handle, Tx } from "../database/database.ts";
import type { EmployeeId, GroupId } from "../security/ids.ts";

export interface Group {
  readonly id: GroupId;
  readonly name: string;
}

export async function listGroupIdsOf(_db: Handle, _employeeId: EmployeeId): Promise<GroupId[]> {
  return [];
}

export async function findGroups(_db: Handle, _ids: readonly GroupId[]): Promise<Group[]> {
  return [];
}

export async function findGroup(db: Handle, id: GroupId): Promise<Group | null> {
  return (await findGroups(db, [id]))[0] ?? null;
}

export async function lockGroup(_tx: Tx, _id: GroupId): Promise<void> {}
