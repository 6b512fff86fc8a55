import { setTimeout } from "node:timers/promises";
import { inspect } from "node:util";
import { sql } from "kysely";
import { afterAll, describe, expect, it } from "vitest";
import { systemClock } from "./clock.ts";
import { openStore } from "./index.ts";
import { migrate } from "./migrations/migrate.ts";
import { migrations } from "./migrations/migrations.ts";
import { openPostgres } from "./open-postgres.ts";
import { Store } from "./store.ts";
import { completion, usageRecord } from "./testing/examples.ts";
import { startPostgres } from "./testing/postgres-server.ts";

const server = await startPostgres();

describe.skipIf(typeof server === "string")("a PostgreSQL server", () => {
  if (typeof server === "string") return;
  afterAll(() => server.remove());
  const open = (url: string) => openStore({ kind: "postgres", url, connections: 3 });

  it("that goes away is unavailable, also in the middle of a transaction, and serves again when it is back", async () => {
    const store = await open(await server.createDatabase());
    const [first, lost] = [completion(), completion()];
    await store.completions.create(first);
    const interrupted = store.transaction(async ({ completions }) => {
      await completions.create(lost);
      await server.stop();
    });
    await expect(interrupted).rejects.toMatchObject({ name: "StoreError", code: "unavailable" });
    await expect(store.ping()).rejects.toMatchObject({ code: "unavailable" });
    await server.start();
    await store.ping();
    expect(await store.completions.get(first.projectId, first.id)).toBeDefined();
    expect(await store.completions.get(lost.projectId, lost.id)).toBeUndefined();
    await store.close();
  });

  it("that refuses the password or knows no such database cannot be opened", async () => {
    const url = await server.createDatabase();
    const wrongPassword = new URL(url);
    wrongPassword.password = "wrong";
    const wrongDatabase = new URL("/nowhere", url);
    wrongDatabase.password = new URL(url).password;
    for (const wrong of [
      wrongPassword.href,
      url.replace(/[^/]+$/, "nowhere"),
      "no url",
      "http://127.0.0.1/",
    ]) {
      const refusal = await open(wrong).catch((error: unknown) => error);
      expect(refusal, wrong).toMatchObject({ name: "StoreError", code: "cannot-open" });
    }
  });

  it("that nobody runs is unavailable", async () => {
    const url = await server.createDatabase();
    await expect(open(url.replace(/:\d+\//, ":1/"))).rejects.toMatchObject({ code: "unavailable" });
  });

  it("is asked to flush commits where its default is not to", async () => {
    const url = await server.createDatabase();
    const administrator = openPostgres(url, 1);
    await sql`alter database ${sql.ref(new URL(url).pathname.slice(1))} set synchronous_commit = off`.execute(
      administrator.db,
    );
    await administrator.close();
    const { db, close } = openPostgres(url, 1);
    const { rows } = await sql<{ synchronous_commit: string }>`show synchronous_commit`.execute(db);
    expect(rows).toEqual([{ synchronous_commit: "on" }]);
    await close();
  });

  it("flushes before it acknowledges a record, alone or within a transaction, and afterwards where that is due soon", async () => {
    const url = await server.createDatabase();
    const database = openPostgres(url, 1);
    await migrate(database, migrations);
    const store = new Store(database, { clock: systemClock, retention: 1 });
    // What of the log is not on the disk yet. The writer that comes by every 200 ms may have been faster, now and then.
    const waiting = async () => {
      const log = sql<{ bytes: number }>`
        select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), pg_current_wal_flush_lsn())::int as bytes`;
      return (await log.execute(database.db)).rows[0]!.bytes;
    };
    const left: Record<"soon" | "now" | "within", number[]> = { soon: [], now: [], within: [] };
    for (let n = 0; n < 10; n++) {
      await store.usage.record([usageRecord()], "soon");
      left.soon.push(await waiting());
      await store.usage.record([usageRecord()], "now");
      left.now.push(await waiting());
      await store.transaction(({ usage }) => usage.record([usageRecord()], "soon"));
      left.within.push(await waiting());
    }
    expect(left.soon.filter((bytes) => bytes > 0).length).toBeGreaterThan(5);
    expect(left.now.filter((bytes) => bytes > 0).length).toBeLessThan(5);
    expect(left.within.filter((bytes) => bytes > 0).length).toBeLessThan(5);
    const { rows } = await sql`show synchronous_commit`.execute(database.db);
    expect(rows).toEqual([{ synchronous_commit: "on" }]);
    const planned = await sql`select name from pg_prepared_statements`.execute(database.db);
    expect(planned.rows).toEqual([{ name: "record_usage" }]);
    await store.close();
  });

  it("may end a record to resolve a deadlock, which is then written again", async () => {
    const url = await server.createDatabase();
    const [store, other, watcher] = [await open(url), await open(url), openPostgres(url, 1)];
    const [a, b] = ["a", "b"].map((projectId) => usageRecord({ projectId }));
    const blocked = async () => {
      const locks = sql<{ count: number }>`select count(*)::int as count from pg_locks where not granted`;
      return (await locks.execute(watcher.db)).rows[0]!.count > 0;
    };
    let both: Promise<void> | undefined;
    await store.transaction(async ({ usage }) => {
      await usage.record([b!]);
      if (both === undefined) {
        both = other.usage.record([
          { ...a!, id: "chatcmpl_a" },
          { ...b!, id: "chatcmpl_b" },
        ]);
        while (!(await blocked())) await setTimeout(1);
      }
      await usage.record([a!]);
    });
    await both;
    const day = { from: 1_749_945_600, until: 1_750_032_000, width: 86_400, groupBy: ["projectId"] } as const;
    expect(await store.usage.sums(day)).toMatchObject([
      { projectId: "a", requests: 2 },
      { projectId: "b", requests: 2 },
    ]);
    for (const opened of [store, other, watcher]) await opened.close();
  });

  it("sees no deadlock between servers that record the same in orders of their own", async () => {
    const url = await server.createDatabase();
    const [left, right, watcher] = [await open(url), await open(url), openPostgres(url, 1)];
    const records = Array.from({ length: 400 }, (_, n) =>
      usageRecord({ projectId: `proj_${n % 20}`, model: `model-${n % 7}` }),
    );
    for (let round = 0; round < 5; round++) {
      const some = records.map((record) => ({ ...record, id: `${record.id}_${round}` }));
      const halves = [some, some.slice(200).concat(some.slice(0, 200)), some.slice(100, 300)];
      const writes = halves.map((part) => [left.usage.record(part), right.usage.record(part.toReversed())]);
      await Promise.all(writes.flat());
    }
    await Promise.all([left.close(), right.close()]);
    // A connection's counts are there when it has gone.
    const database = sql<{ deadlocks: number; connections: number }>`
      select deadlocks::int, numbackends as connections
      from pg_stat_database where datname = current_database()`;
    const state = async () => (await database.execute(watcher.db)).rows[0]!;
    while ((await state()).connections > 1) await setTimeout(5);
    expect(await state()).toMatchObject({ deadlocks: 0 });
    await watcher.close();
  });

  it("repeats no stored value in an error", async () => {
    const store = await open(await server.createDatabase());
    const made = completion({ id: "chatcmpl_secret" });
    await store.completions.create(made);
    const refusal = await store.completions.create(made).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "conflict" });
    expect(inspect(refusal, { depth: 9 })).not.toContain("secret");
    await store.close();
  });

  it("is left after what is under way, and whoever comes later is told so", async () => {
    const store = await open(await server.createDatabase());
    const made = completion();
    const [created] = await Promise.allSettled([store.completions.create(made), store.close()]);
    expect(created.status).toBe("fulfilled");
    await expect(store.ping()).rejects.toMatchObject({ code: "closed" });
    await store.close();
  });
});
