import { existsSync } from "node:fs";
import { readFile, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { acquireHomeLock, type Config } from "../../config/index.ts";
import {
  backupSqlite,
  FileStorage,
  FolderBlobs,
  openBlobStore,
  openStore,
  StoreError,
  type StoreLocation,
} from "../../store/index.ts";
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
  if (location.kind === "postgres") {
    const { restored, damaged } = await restoreBlobs(config, location, layout.blobs);
    return `${restored} contents of files are restored. Restore the database itself with pg_restore.\n${damageOf(damaged)}`;
  }
  // A copy: opening a database of an older program changes it, and a backup stays what it is.
  const staged = `${location.path}.restoring`;
  await removeDatabase(staged);
  backupSqlite(layout.database, staged);
  const { restored, damaged } = await restoreStaged(config, staged, layout.blobs);
  const kept = `${location.path}.before-restore-${Date.now()}`;
  const replaces = existsSync(location.path);
  if (replaces) {
    // Its log goes into the copy, so that nothing of it is left beside the new one.
    backupSqlite(location.path, kept);
    await removeDatabase(location.path);
  }
  await rename(staged, location.path);
  const note = replaces ? `The database that was there is ${kept}.\n` : "";
  return `Restored the database and ${restored} contents of files from ${folder}.\n${note}${damageOf(damaged)}`;
}

function restoreStaged(config: Config, path: string, folder: string): Promise<RestoredBlobs> {
  return restoreBlobs(config, { kind: "sqlite", path }, folder).catch(async (error: unknown) => {
    await removeDatabase(path);
    throw error;
  });
}

function damageOf(keys: readonly string[]): string {
  if (keys.length === 0) return "";
  return `${keys.length} contents are damaged in the backup, and were left out: ${keys.join(" ")}\n`;
}

async function removeDatabase(path: string): Promise<void> {
  for (const suffix of ["", "-wal", "-shm"]) await rm(path + suffix, { force: true });
}

async function readManifest(path: string, folder: string): Promise<z.infer<typeof manifestSchema>> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new Error(`${folder} is no backup, or was not completed`, { cause });
  }
}

interface RestoredBlobs {
  readonly restored: number;
  /** Keys of those that are not what they were when the backup was made. */
  readonly damaged: readonly string[];
}

/** Blobs that are there already are written again, whole. */
async function restoreBlobs(config: Config, database: StoreLocation, folder: string): Promise<RestoredBlobs> {
  const store = await openStore(database);
  const from = new FileStorage({ store, blobs: new FolderBlobs(folder) });
  const to = await openBlobStore(blobLocation(config));
  const damaged: string[] = [];
  let restored = 0;
  try {
    for (let after = ""; ; ) {
      const wanted = await store.blobs.wanted({ after, limit: BLOBS_AT_ONCE });
      for (const blob of wanted) {
        try {
          // Ends with an error where the checksum is wrong: then nothing is written over what may be there.
          await to.write(blob.key, from.readBlobs([blob]));
          restored++;
        } catch (error) {
          if (!(error instanceof StoreError)) throw error;
          if (error.code === "corrupt") damaged.push(blob.key);
          // Named as missing when the backup was made.
          else if (error.code !== "not-found") throw error;
        }
      }
      if (wanted.length < BLOBS_AT_ONCE) return { restored, damaged };
      after = wanted.at(-1)?.key ?? "";
    }
  } finally {
    await store.close();
  }
}
