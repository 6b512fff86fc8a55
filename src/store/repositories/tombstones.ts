import type { Session } from "../session.ts";

/** Where a deleted row stood in its list. */
export interface Tombstone {
  readonly kind: "completion" | "conversation-item" | "file";
  /** The list: a project, or a conversation. */
  readonly scope: string;
  readonly id: string;
  readonly createdAt: number;
  readonly position: number;
}

/**
 * Remembers the place of a deleted row. Clients walk a list and delete as they go; their next page starts `after` a
 * row that is gone.
 */
export async function bury({ db, clock }: Session, tombstone: Tombstone): Promise<void> {
  const { kind, scope, id, createdAt, position } = tombstone;
  const place = { created_at: createdAt, position, deleted_at: clock.now() };
  await db
    .insertInto("tombstones")
    .values({ kind, scope, id, ...place })
    // An id that was used again and deleted again.
    .onConflict((conflict) => conflict.columns(["kind", "scope", "id"]).doUpdateSet(place))
    .execute();
}

export async function findTombstone(
  { db }: Session,
  kind: Tombstone["kind"],
  scope: string,
  id: string,
): Promise<Tombstone | undefined> {
  const row = await db
    .selectFrom("tombstones")
    .select(["created_at", "position"])
    .where("kind", "=", kind)
    .where("scope", "=", scope)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && { kind, scope, id, createdAt: row.created_at, position: row.position };
}
