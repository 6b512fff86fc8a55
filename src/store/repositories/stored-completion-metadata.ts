import type { SelectQueryBuilder } from "kysely";
import type { Metadata } from "../json.ts";
import type { Session } from "../session.ts";
import type { Tables } from "../tables.ts";

/** Keys and values are the client's: as JSON strings, every one of them survives both databases unchanged. */
const encode = (text: string) => JSON.stringify(text);

export async function insertMetadata({ db }: Session, completionId: string, metadata: Metadata) {
  const rows = Object.entries(metadata).map(([key, value]) => ({
    completion_id: completionId,
    key: encode(key),
    value: encode(value),
  }));
  if (rows.length > 0) await db.insertInto("stored_completion_metadata").values(rows).execute();
}

type CompletionQuery<Row> = SelectQueryBuilder<Tables, "stored_completions", Row>;

/** Those completions that carry every pair. */
export function withMetadata<Row>(query: CompletionQuery<Row>, metadata: Metadata): CompletionQuery<Row> {
  return Object.entries(metadata).reduce(
    (filtered, [key, value]) =>
      filtered.where("stored_completions.id", "in", (eb) =>
        eb
          .selectFrom("stored_completion_metadata")
          .select("completion_id")
          .where("key", "=", encode(key))
          .where("value", "=", encode(value)),
      ),
    query,
  );
}
