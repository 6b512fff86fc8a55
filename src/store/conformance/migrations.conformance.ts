import type { Kysely } from "kysely";
import { describe, expect, it } from "vitest";
import { openStore } from "../index.ts";
import { usageDays } from "../migrations/0017-usage-days.ts";
import { migrate } from "../migrations/migrate.ts";
import { type Migration, SchemaBuilder } from "../migrations/migration.ts";
import { migrations } from "../migrations/migrations.ts";
import { openDatabase } from "../open-store.ts";
import { completion, usageRecord } from "../testing/examples.ts";
import type { Subject } from "../testing/subject.ts";

export function migrationsConformance(subject: () => Subject): void {
  describe("migrations", () => {
    const next = migrations.length + 1;
    const addsColumn: Migration = {
      version: next,
      name: "adds-column",
      async up({ db, integer }) {
        await db.schema
          .alterTable("stored_completions")
          .addColumn("stars", integer, (column) => column.notNull().defaultTo(3))
          .execute();
      },
    };

    it("count up from 1 without a gap", () => {
      expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
    });

    it("keep what older programs stored, and shut these out afterwards", async () => {
      const location = await subject().emptyLocation();
      const made = completion();
      const old = await openStore(location);
      await old.completions.create(made);
      await old.close();

      const database = await openDatabase(location);
      await migrate(database, [...migrations, addsColumn]);
      const rows = await database.db.selectFrom("stored_completions").selectAll().execute();
      expect(rows).toMatchObject([{ id: made.id, stars: 3 }]);
      await database.close();

      await expect(openStore(location)).rejects.toMatchObject({
        name: "StoreError",
        code: "database-newer",
        message: expect.stringContaining(`schema version ${next}`),
      });
    });

    it("are taken all or none", async () => {
      const location = await subject().emptyLocation();
      const fails: Migration = {
        version: next + 1,
        name: "fails",
        up: () => Promise.reject(new Error("not like this")),
      };
      const database = await openDatabase(location);
      await expect(migrate(database, [...migrations, addsColumn, fails])).rejects.toThrow("not like this");
      await database.close();
      const store = await openStore(location);
      await store.completions.create(completion());
      await store.close();
    });

    it("add usage up by the day that was added up by the hour alone", async () => {
      const location = await subject().emptyLocation();
      const store = await openStore(location);
      const start = 1_750_032_000;
      const record = (n: number) =>
        usageRecord({ recordedAt: (start + n * 7_200) * 1000, inputTokens: n, batch: n % 2 === 0 });
      await store.usage.record(Array.from({ length: 40 }, (_, n) => record(n)));
      const days = () =>
        openStore(location).then(async (opened) => {
          const query = {
            from: start,
            until: start + 5 * 86_400,
            width: 86_400,
            groupBy: ["batch"],
          } as const;
          const sums = await opened.usage.sums(query);
          await opened.close();
          return sums;
        });
      const before = await days();
      expect(before).toHaveLength(8);
      await store.close();
      const database = await openDatabase(location);
      await database.db.schema.dropTable("usage_days").execute();
      await usageDays.up(new SchemaBuilder(database.db as unknown as Kysely<unknown>, database.dialect));
      // Came later.
      await database.db.schema
        .alterTable("usage_days")
        .addColumn("trained_tokens", "integer", (column) => column.notNull().defaultTo(0))
        .execute();
      await database.close();
      expect(await days()).toEqual(before);
    });

    it("are done once by servers that start at the same instant", async () => {
      const location = await subject().emptyLocation();
      const stores = await Promise.all(Array.from({ length: 6 }, () => openStore(location)));
      await Promise.all(stores.map((store) => store.completions.create(completion())));
      await Promise.all(stores.map((store) => store.close()));
    });
  });
}
