import type { IdentityTables } from "../../identity-tables.ts";
import type { Session } from "../../session.ts";
import { StoreError } from "../../store-error.ts";

/** Where the row that `after` names stands in its table. Throws `cursor-not-found`. */
export async function sequenceOf({ db }: Session, table: keyof IdentityTables, id: string): Promise<number> {
  const row = await db.selectFrom(table).select("sequence").where("id", "=", id).executeTakeFirst();
  if (!row) throw new StoreError("cursor-not-found");
  return row.sequence;
}
