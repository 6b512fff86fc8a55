import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Config } from "../../config/index.ts";
import {
  backupSqlite,
  FolderBlobs,
  openBlobStore,
  openStore,
  type Store,
  StoreError,
} from "../../store/index.ts";
import { blobLocation } from "../serve/blob-location.ts";
import { storeLocation } from "../serve/store-location.ts";
import { version } from "../version.ts";
import { type BackupManifest, BLOBS_AT_ONCE, backupLayout } from "./backup-layout.ts";

/**
 * Copies database and blobs to a new folder; gives what to print. The database is copied first, as it is at one
 * moment: every blob that this copy wants exists then, and blobs never change. One that its last owner deletes while
 * blobs are copied is missing afterwards; it is named, and nothing else can be.
 */
export async function backUp(config: Config, destination: string): Promise<string> {
  const folder = resolve(destination);
  if (existsSync(folder))
    throw new Error(`${folder} exists already: a backup is made into a folder of its own`);
  const location = storeLocation(config);
  if (location.kind === "sqlite" && !existsSync(location.path)) {
    throw new Error(`there is no database to back up at ${location.path}; is this the server's --home?`);
  }
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  try {
    const layout = backupLayout(partial);
    if (location.kind === "sqlite") backupSqlite(location.path, layout.database);
    // What was copied is asked, not what has changed since.
    const source = location.kind === "sqlite" ? { ...location, path: layout.database } : location;
    const store = await openStore(source);
    const { copied, missing } = await copyBlobs(store, config, layout.blobs).finally(() => store.close());
    const manifest: BackupManifest = {
      format: 1,
      version,
      createdAt: new Date().toISOString(),
      database: location.kind,
      blobs: copied,
    };
    await writeFile(layout.manifest, `${JSON.stringify(manifest, undefined, 2)}\n`, {
      flush: true,
      mode: 0o600,
    });
    await rename(partial, folder);
    return report(folder, manifest, missing);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function copyBlobs(
  store: Store,
  config: Config,
  folder: string,
): Promise<{ copied: number; missing: string[] }> {
  const from = await openBlobStore(blobLocation(config));
  const to = new FolderBlobs(folder);
  const missing: string[] = [];
  let copied = 0;
  for (let after = ""; ; ) {
    const wanted = await store.blobs.wanted({ after, limit: BLOBS_AT_ONCE });
    for (const { key, sha256 } of wanted) {
      try {
        const written = await to.write(key, from.read(key));
        if (written.sha256 !== sha256) throw new StoreError("corrupt", { message: `${key} is damaged` });
        copied++;
      } catch (error) {
        if (!(error instanceof StoreError && error.code === "not-found")) throw error;
        missing.push(key);
      }
    }
    if (wanted.length < BLOBS_AT_ONCE) return { copied, missing };
    after = wanted.at(-1)?.key ?? "";
  }
}

function report(folder: string, { database, blobs }: BackupManifest, missing: readonly string[]): string {
  const gone =
    missing.length === 0 ? "" : `${missing.length} contents were deleted meanwhile: ${missing.join(" ")}\n`;
  const rest =
    database === "sqlite"
      ? ""
      : "The database is PostgreSQL and not in it: copy it with pg_dump, before this command rather than after it.\n";
  return `Backed up to ${folder}, with ${blobs} contents of files.\n${gone}${rest}`;
}
