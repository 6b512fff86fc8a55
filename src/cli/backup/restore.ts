import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { acquireHomeLock, type Config } from "../../config/index.ts";
import { backupSqlite, FolderBlobs, openBlobStore, openStore, StoreError } from "../../store/index.ts";
import { blobLocation } from "../serve/blob-location.ts";
import { storeLocation } from "../serve/store-location.ts";
import { BLOBS_AT_ONCE, backupLayout } from "./backup-layout.ts";

const manifestSchema = z.object({ format: z.literal(1), database: z.enum(["sqlite", "postgres"]) });

/**
 * Brings a backup back; gives what to print. Contents of files come first, so that a database never wants what is not
 * there yet; a database that is in the way is kept under another name.
 */
export async function restore(
  config: Config,
  source: string,
  { replace }: { readonly replace?: boolean },
): Promise<string> {
  const folder = resolve(source);
  const layout = backupLayout(folder);
  const manifest = await readManifest(layout.manifest, folder);
  const location = storeLocation(config);
  using _ = await acquireHomeLock(config.home);
  if (location.kind === "sqlite") {
    if (manifest.database === "postgres") {
      throw new Error(
        "this is the backup of a server on PostgreSQL: restore the database with pg_restore, and configure it (database.url)",
      );
    }
    if (existsSync(location.path) && !replace) {
      throw new Error(`${location.path} exists; with --replace it is kept beside the restored one`);
    }
  }
  const restored = await restoreBlobs(config, layout, manifest.database);
  if (location.kind === "postgres") {
    return `${restored} contents of files are restored. Restore the database itself with pg_restore.\n`;
  }
  const kept = `${location.path}.before-restore-${Date.now()}`;
  if (existsSync(location.path)) {
    // The log belongs to the old database: it is written into it, so that nothing is left of it.
    backupSqlite(location.path, kept);
    for (const suffix of ["", "-wal", "-shm"]) await rm(location.path + suffix, { force: true });
  }
  backupSqlite(layout.database, location.path);
  const note = existsSync(kept) ? `The database that was there is ${kept}.\n` : "";
  return `Restored the database and ${restored} contents of files from ${folder}.\n${note}`;
}

async function readManifest(path: string, folder: string): Promise<z.infer<typeof manifestSchema>> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new Error(`${folder} is no backup, or was not completed`, { cause });
  }
}

/** What is there already, and is whole, is left alone. */
async function restoreBlobs(
  config: Config,
  layout: ReturnType<typeof backupLayout>,
  database: "sqlite" | "postgres",
): Promise<number> {
  const location = storeLocation(config);
  const store = await openStore(database === "sqlite" ? { kind: "sqlite", path: layout.database } : location);
  const from = new FolderBlobs(layout.blobs);
  const to = await openBlobStore(blobLocation(config));
  let restored = 0;
  try {
    for (let after = ""; ; ) {
      const wanted = await store.blobs.wanted({ after, limit: BLOBS_AT_ONCE });
      for (const { key } of wanted) {
        try {
          await to.write(key, from.read(key));
          restored++;
        } catch (error) {
          // Named as missing when the backup was made.
          if (!(error instanceof StoreError && error.code === "not-found")) throw error;
        }
      }
      if (wanted.length < BLOBS_AT_ONCE) return restored;
      after = wanted.at(-1)?.key ?? "";
    }
  } finally {
    await store.close();
  }
}
