import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, describe, expect, it } from "vitest";
import { openStore, systemClock } from "./index.ts";
import { openSqlite, sqliteDatabase } from "./open-sqlite.ts";
import { atomically } from "./session.ts";
import { Store } from "./store.ts";
import { completion } from "./testing/examples.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
let files = 0;
const freshPath = () => join(folder.path, `fault-${++files}.db`);
const open = (path: string, busyTimeout = 5_000) => openStore({ kind: "sqlite", path }, { busyTimeout });
const large = () => completion({ messages: [{ text: "x".repeat(100_000) }] });

/** A store on a connection that the test has opened in its own way. */
const storeOn = (database: DatabaseSync) =>
  new Store(sqliteDatabase(database, 0), { clock: systemClock, retention: 1_000 });

describe("a SQLite file", () => {
  it("is created with its folder, for nobody else to read", async () => {
    const path = join(folder.path, "new", "deep", "store.db");
    const store = await open(path);
    await store.completions.create(completion());
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it("is opened so that a commit is on the disk when it returns", async () => {
    const { db, close } = await openSqlite(freshPath(), 0);
    const setting = async (name: string) => {
      const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db);
      return Object.values(rows[0]!)[0];
    };
    expect(await setting("journal_mode")).toBe("wal");
    expect(await setting("synchronous")).toBe(2);
    expect(await setting("fullfsync")).toBe(1);
    expect(await setting("foreign_keys")).toBe(1);
    await close();
  });

  it("is back at that after a commit that need not be, and flushes it a moment later", async () => {
    const path = freshPath();
    const database = new DatabaseSync(path);
    database.exec("pragma journal_mode = wal; pragma synchronous = full");
    const { db, dialect, scope, close } = sqliteDatabase(database, 0);
    let asked = 0;
    const session = { db, dialect, scope, flushSoon: () => asked++, clock: systemClock, retention: 1 };
    const settings: unknown[] = [];
    const look = () => settings.push(database.prepare("pragma synchronous").get()?.synchronous);
    await atomically(session, async () => look(), "soon");
    look();
    const failing = atomically(session, () => Promise.reject(new Error("changed its mind")), "soon");
    await expect(failing).rejects.toThrow("changed its mind");
    look();
    await atomically(session, async () => look());
    expect(settings).toEqual([1, 2, 2, 2]);
    expect(asked).toBe(1);
    await close();
  });

  it("cannot be opened where it is a folder, or below a file", async () => {
    const path = freshPath();
    mkdirSync(path);
    await expect(open(path)).rejects.toMatchObject({ name: "StoreError", code: "cannot-open" });
    const file = freshPath();
    writeFileSync(file, "");
    await expect(open(join(file, "store.db"))).rejects.toMatchObject({ code: "cannot-open" });
  });

  it.skipIf(process.getuid?.() === 0)("cannot be opened without the right to write it", async () => {
    const path = freshPath();
    writeFileSync(path, "", { mode: 0o400 });
    await expect(open(path)).rejects.toMatchObject({ code: "cannot-open" });
  });

  it("is refused where it is no database", async () => {
    const path = freshPath();
    writeFileSync(path, "This is a text about databases. ".repeat(200));
    const refusal = await open(path).catch((error: Error) => error);
    expect(refusal).toMatchObject({ name: "StoreError", code: "corrupt" });
    expect((refusal as Error).message).not.toContain(path);
  });

  it("tells of damage where it is read, and does not take the program down", async () => {
    const path = freshPath();
    const store = await open(path);
    const made = large();
    await store.completions.create(made);
    await store.close();
    const bytes = readFileSync(path);
    // The schema and the indexes of empty tables come first, the message last.
    bytes.fill(0xa5, Math.floor(bytes.length * 0.9));
    writeFileSync(path, bytes);
    const damaged = await open(path);
    const page = { limit: 1, order: "asc" } as const;
    const reading = damaged.completions.messages(made.projectId, made.id, page);
    await expect(reading).rejects.toMatchObject({ code: "corrupt" });
    await damaged.close();
  });

  it("that may only be read refuses writes and allows reads", async () => {
    const path = freshPath();
    const store = await open(path);
    const made = completion();
    await store.completions.create(made);
    const reader = storeOn(new DatabaseSync(path, { readOnly: true }));
    await expect(reader.completions.create(completion())).rejects.toMatchObject({ code: "read-only" });
    expect(await reader.completions.get(made.projectId, made.id)).toBeDefined();
    await reader.close();
    await store.close();
  });

  it("that outgrows its disk refuses the write, keeps what it has and goes on when there is room", async () => {
    const path = freshPath();
    const creator = await open(path);
    const first = completion();
    await creator.completions.create(first);
    await creator.close();
    const database = new DatabaseSync(path);
    // SQLite reports a page limit exactly as it reports a full disk.
    database.exec("pragma max_page_count = 40");
    const store = storeOn(database);
    const refused = large();
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(store.completions.create(refused)).rejects.toMatchObject({ code: "disk-full" });
    }
    const nested = store.transaction(async ({ completions, responses }) => {
      await responses.delete("proj_default", "resp_none");
      await completions.create(refused);
    });
    await expect(nested).rejects.toMatchObject({ code: "disk-full" });
    expect(await store.completions.get(first.projectId, first.id)).toBeDefined();
    expect(await store.completions.get(refused.projectId, refused.id)).toBeUndefined();
    database.exec("pragma max_page_count = 1000000");
    await store.completions.create(refused);
    await store.close();
  });

  it("that another process keeps locked is busy after the time allowed, while other work goes on", async () => {
    const path = freshPath();
    const store = await open(path, 200);
    const other = new DatabaseSync(path);
    other.exec("begin immediate");
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    await expect(store.completions.create(completion())).rejects.toMatchObject({ code: "busy" });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
    expect(await store.completions.get("proj_default", "none")).toBeUndefined();

    const waiting = store.completions.create(completion());
    await sleep(50);
    other.exec("rollback");
    await expect(waiting).resolves.toBeUndefined();
    other.close();
    await store.close();
  });

  it("is closed after what is under way, and says so to whoever comes later", async () => {
    const store = await open(freshPath());
    const made = completion();
    const [created] = await Promise.allSettled([store.completions.create(made), store.close()]);
    expect(created.status).toBe("fulfilled");
    await expect(store.completions.get(made.projectId, made.id)).rejects.toMatchObject({ code: "closed" });
    await expect(store.transaction(async () => {})).rejects.toMatchObject({ code: "closed" });
    await store.close();
  });
});
