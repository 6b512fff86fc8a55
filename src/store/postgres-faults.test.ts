import { inspect } from "node:util";
import { sql } from "kysely";
import { afterAll, describe, expect, it } from "vitest";
import { openStore } from "./index.ts";
import { openPostgres } from "./open-postgres.ts";
import { completion } from "./testing/examples.ts";
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
