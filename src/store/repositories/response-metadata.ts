import type { SelectQueryBuilder } from "kysely";
import type { JsonObject, Metadata } from "../json.ts";
import type { Session } from "../session.ts";
import type { Tables } from "../tables.ts";

/** Spelled as in the table of completions' metadata, and for the same reason. */
const encode = (text: string) => JSON.stringify(text);

/** The pairs that a response's body carries. */
export async function insertPairs(
  { db }: Session,
  responseId: string,
  { metadata }: JsonObject,
): Promise<void> {
  const rows = Object.entries((metadata ?? {}) as Metadata).map(([key, value]) => ({
    response_id: responseId,
    key: encode(key),
    value: encode(value),
  }));
  if (rows.length > 0) await db.insertInto("response_metadata").values(rows).execute();
}

type ResponseQuery<Row> = SelectQueryBuilder<Tables, "responses", Row>;

/** Those responses that carry every pair. */
export function withPairs<Row>(query: ResponseQuery<Row>, metadata: Metadata): ResponseQuery<Row> {
  return Object.entries(metadata).reduce(
    (filtered, [key, value]) =>
      filtered.where("responses.id", "in", (eb) =>
        eb
          .selectFrom("response_metadata")
          .select("response_id")
          .where("key", "=", encode(key))
          .where("value", "=", encode(value)),
      ),
    query,
  );
}
