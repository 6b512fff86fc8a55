import { describe, expect, it } from "vitest";
import { openStore } from "../index.ts";
import { migrate } from "../migrations/migrate.ts";
import type { Migration } from "../migrations/migration.ts";
import { migrations } from "../migrations/migrations.ts";
import { openDatabase } from "../open-store.ts";
import { completion } from "../testing/examples.ts";
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

    it("are done once by servers that start at the same instant", async () => {
      const location = await subject().emptyLocation();
      const stores = await Promise.all(Array.from({ length: 6 }, () => openStore(location)));
      await Promise.all(stores.map((store) => store.completions.create(completion())));
      await Promise.all(stores.map((store) => store.close()));
    });
  });
}
