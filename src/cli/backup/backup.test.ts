import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acquireHomeLock, type Config, loadConfig } from "../../config/index.ts";
import { FileStorage, openBlobStore, openStore, type StoredFile } from "../../store/index.ts";
import { blobLocation } from "../serve/blob-location.ts";
import { storeLocation } from "../serve/store-location.ts";
import { backUp } from "./back-up.ts";
import { restore } from "./restore.ts";

let folder: string;
let home: string;
let config: Config;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "fourone-backup-"));
  home = join(folder, "home");
  config = await loadConfig({ environment: { FOURONE_HOME: home }, workingFolder: folder });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);

async function openHome(of = config) {
  const store = await openStore(storeLocation(of));
  const files = new FileStorage({ store, blobs: await openBlobStore(blobLocation(of)) });
  return { store, files };
}

async function* piece(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function addFile(id: string, text: string): Promise<StoredFile> {
  const { store, files } = await openHome();
  const blob = await files.write(piece(text));
  const file: StoredFile = {
    ...{
      id,
      projectId: "proj_default",
      purpose: "user_data",
      filename: "a.txt",
      createdAt: 1,
      expiresAt: undefined,
    },
    bytes: blob.bytes,
  };
  await store.files.create(file, [blob]);
  await store.close();
  return file;
}

async function contentOf(file: StoredFile, of = config): Promise<string | undefined> {
  const { store, files } = await openHome(of);
  try {
    if (!(await store.files.get(file.projectId, file.id))) return undefined;
    let text = "";
    for await (const chunk of files.read(file)) text += Buffer.from(chunk).toString();
    return text;
  } finally {
    await store.close();
  }
}

describe("a backup", () => {
  it("brings files and database back, as they were, into another home", async () => {
    const kept = await addFile("file-1", "kept");
    expect(await backUp(config, at("copy"))).toContain("with 1 contents");
    const later = await addFile("file-2", "later");
    const environment = { FOURONE_HOME: at("other") };
    const other = await loadConfig({ environment, workingFolder: folder });
    expect(await restore(other, at("copy"), {})).toContain("1 contents");
    expect(await contentOf(kept, other)).toBe("kept");
    expect(await contentOf(later, other)).toBeUndefined();
    expect(await contentOf(later)).toBe("later");
  });

  it("brings the adapters of tuned models back", async () => {
    const { store, files } = await openHome();
    const name = "ft:gpt-4.1-nano-2025-04-14:local::abcdefgh";
    const blob = await files.write(piece("matrices"));
    const weights = { sha256: "ab", title: "Tiny" };
    await store.adapters.add({ id: "ftjob-1-8", blob, weights, rank: 16, imported: false });
    const about = { projectId: "proj_default", baseModel: "gpt-4.1-nano-2025-04-14", createdAt: 1 };
    await store.tunedModels.add({ name, ...about, adapterId: "ftjob-1-8" });
    await store.close();
    await backUp(config, at("copy"));
    const other = await loadConfig({ environment: { FOURONE_HOME: at("other") }, workingFolder: folder });
    await restore(other, at("copy"), {});
    const restored = await openHome(other);
    const { adapter } = (await restored.store.tunedModels.get("proj_default", name))!;
    expect(adapter).toMatchObject({ weights, blob });
    let text = "";
    for await (const chunk of restored.files.readBlobs([adapter!.blob])) text += Buffer.from(chunk);
    expect(text).toBe("matrices");
    await restored.store.close();
  });

  it("can be made while a server has everything open, and holds what was acknowledged", async () => {
    using _ = await acquireHomeLock(home);
    const { store } = await openHome();
    const file = await addFile("file-1", "online");
    await backUp(config, at("copy"));
    await store.close();
    const other = await loadConfig({ environment: { FOURONE_HOME: at("other") }, workingFolder: folder });
    await restore(other, at("copy"), {});
    expect(await contentOf(file, other)).toBe("online");
  });

  it("replaces a database only when told to, and keeps it", async () => {
    const first = await addFile("file-1", "first");
    await backUp(config, at("copy"));
    const second = await addFile("file-2", "second");
    await expect(restore(config, at("copy"), {})).rejects.toThrow("--replace");
    expect(await contentOf(second)).toBe("second");
    expect(await restore(config, at("copy"), { replace: true })).toContain("before-restore");
    expect(await contentOf(first)).toBe("first");
    expect(await contentOf(second)).toBeUndefined();
    expect(readdirSync(home).filter((name) => name.includes("before-restore"))).toHaveLength(1);
  });

  it("is not brought back under a running server, and never made over anything", async () => {
    await addFile("file-1", "x");
    await backUp(config, at("copy"));
    await expect(backUp(config, at("copy"))).rejects.toThrow("exists already");
    using _ = await acquireHomeLock(home);
    await expect(restore(config, at("copy"), { replace: true })).rejects.toThrow("another Fourone server");
  });

  it("that is none, or was not completed, is refused", async () => {
    mkdirSync(at("nothing"));
    await expect(restore(config, at("nothing"), {})).rejects.toThrow("no backup");
    await addFile("file-1", "x");
    await backUp(config, at("copy"));
    rmSync(join(at("copy"), "backup.json"));
    await expect(restore(config, at("copy"), {})).rejects.toThrow("not completed");
  });

  /** The one content that is in a folder of blobs. */
  const onlyBlob = (blobs: string) => {
    const [shard = ""] = readdirSync(blobs).filter((name) => name !== "partial");
    const [key = ""] = readdirSync(join(blobs, shard));
    return { key, path: join(blobs, shard, key) };
  };

  it("of damaged content fails and leaves nothing", async () => {
    await addFile("file-1", "precious");
    writeFileSync(onlyBlob(join(home, "blobs")).path, "damaged!");
    await expect(backUp(config, at("copy"))).rejects.toThrow("damaged");
    expect(existsSync(at("copy"))).toBe(false);
    expect(existsSync(at("copy.partial"))).toBe(false);
  });

  it("that was damaged later is not written over what is whole, and says so", async () => {
    const file = await addFile("file-1", "precious");
    await backUp(config, at("copy"));
    const { key, path } = onlyBlob(join(at("copy"), "blobs"));
    writeFileSync(path, "damaged!");
    expect(await restore(config, at("copy"), { replace: true })).toContain(
      `1 contents are damaged in the backup, and were left out: ${key}`,
    );
    expect(await contentOf(file)).toBe("precious");
  });

  it("is brought back in a second try, where the first was killed half-way", async () => {
    const file = await addFile("file-1", "kept");
    await backUp(config, at("copy"));
    const { key } = onlyBlob(join(at("copy"), "blobs"));
    const other = await loadConfig({ environment: { FOURONE_HOME: at("other") }, workingFolder: folder });
    mkdirSync(join(at("other"), "blobs", "partial"), { recursive: true });
    writeFileSync(join(at("other"), "blobs", "partial", key), "ke");
    writeFileSync(join(at("other"), "fourone.db.restoring"), "half");
    await restore(other, at("copy"), {});
    expect(await contentOf(file, other)).toBe("kept");
  });

  it("that fails leaves no half-restored database", async () => {
    await addFile("file-1", "x");
    await backUp(config, at("copy"));
    const other = await loadConfig({ environment: { FOURONE_HOME: at("other") }, workingFolder: folder });
    mkdirSync(at("other"));
    writeFileSync(join(at("other"), "blobs"), "in the way");
    await expect(restore(other, at("copy"), {})).rejects.toThrow();
    expect(readdirSync(at("other")).filter((name) => name.startsWith("fourone.db"))).toEqual([]);
  });

  it("of a home without a database says where it looked", async () => {
    await expect(backUp(config, at("copy"))).rejects.toThrow(`no database to back up at ${home}`);
  });
});
