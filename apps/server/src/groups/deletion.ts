// What goes when a group is deleted. Whatever hangs on a group is counted here.
import type { Deletion } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import type { GroupId } from "../security/ids.ts";
import * as store from "./store.ts";

type Count = (db: Handle, id: GroupId) => Promise<number>;

const counts: Record<string, Count> = {
  group_memberships: async (db, id) => (await store.countMembers(db, [id])).get(id) ?? 0,
};

export async function deletionOfGroup(db: Handle, id: GroupId): Promise<Deletion["items"]> {
  const items: Deletion["items"] = [];
  for (const [what, count] of Object.entries(counts)) {
    const found = await count(db, id);
    if (found > 0) items.push({ what, count: found });
  }
  return items;
}
