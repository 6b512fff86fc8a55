import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { backupSqlite, openStore } from "./index.ts";
import { runWriter } from "./testing/run-writer.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";
import { readWholeRecord } from "./testing/whole-record.ts";

describe("a backup", () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  const at = (name: string) => join(folder.path, name);

  it("taken while another process writes holds what was acknowledged before it, and nothing by half", async () => {
    const location = { kind: "sqlite", path: at("live.db") } as const;
    const before = await runWriter(location, "before", 30).done;
    const writer = runWriter(location, "during", Number.POSITIVE_INFINITY);
    await writer.acknowledged(5);
    backupSqlite(location.path, at("copy.db"));
    writer.kill();
    const during = await writer.done;

    const copy = await openStore({ kind: "sqlite", path: at("copy.db") });
    for (const { kind, id } of before.records) expect(await readWholeRecord(copy, kind, id)).toBe("whole");
    for (const { kind, id } of during.records) expect(await readWholeRecord(copy, kind, id)).not.toBe("half");
    await copy.close();
    expect(statSync(at("copy.db")).mode & 0o777).toBe(0o600);
  });

  it("never replaces a file, and leaves none behind when it fails", () => {
    writeFileSync(at("kept.db"), "precious");
    expect(() => backupSqlite(at("live.db"), at("kept.db"))).toThrowError(
      expect.objectContaining({ code: "conflict" }),
    );
    writeFileSync(at("garbage.db"), "not a database".repeat(100));
    expect(() => backupSqlite(at("garbage.db"), at("failed.db"))).toThrowError(
      expect.objectContaining({ code: "corrupt" }),
    );
    expect(() => backupSqlite(at("missing.db"), at("failed.db"))).toThrowError(
      expect.objectContaining({ code: "cannot-open" }),
    );
    expect(readdirSync(folder.path).filter((name) => name.startsWith("failed"))).toEqual([]);
  });
});
