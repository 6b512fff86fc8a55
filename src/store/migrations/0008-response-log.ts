import { sql } from "kysely";
import type { Migration } from "./migration.ts";

const BATCH = 500;

/** What lists of responses are searched by: their model and their metadata. */
export const responseLog: Migration = {
  version: 8,
  name: "response-log",
  async up(schema) {
    const { db } = schema;
    await db.schema
      .alterTable("responses")
      .addColumn("model", "text", (column) => column.notNull().defaultTo(""))
      .execute();
    await db.schema
      .createIndex("responses_by_project")
      .on("responses")
      .columns(["project_id", "created_at", "id"])
      .execute();
    await schema
      .table("response_metadata")
      .addColumn("response_id", "text", (column) =>
        column.notNull().references("responses.id").onDelete("cascade"),
      )
      .addColumn("key", "text", (column) => column.notNull())
      .addColumn("value", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("response_metadata_key", ["response_id", "key"])
      .execute();
    await db.schema
      .createIndex("response_metadata_by_pair")
      .on("response_metadata")
      .columns(["key", "value", "response_id"])
      .execute();

    for (let after: string | undefined = ""; after !== undefined; ) {
      const { rows }: { rows: { id: string; body: string }[] } = await sql<{
        id: string;
        body: string;
      }>`select id, body from responses where id > ${after} order by id limit ${BATCH}`.execute(db);
      for (const { id, body } of rows) {
        const { model, metadata } = JSON.parse(body) as {
          model?: string;
          metadata?: Record<string, string> | null;
        };
        await sql`update responses set model = ${model ?? ""} where id = ${id}`.execute(db);
        for (const [key, value] of Object.entries(metadata ?? {})) {
          await sql`insert into response_metadata (response_id, key, value) values (${id}, ${JSON.stringify(key)}, ${JSON.stringify(value)})`.execute(
            db,
          );
        }
      }
      after = rows.length < BATCH ? undefined : rows.at(-1)?.id;
    }
  },
};
