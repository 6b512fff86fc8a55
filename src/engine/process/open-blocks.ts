import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { spaceKey } from "../blocks/block-chain.ts";
import { BlockDisk } from "../blocks/block-disk.ts";
import { BlockStore } from "../blocks/block-store.ts";
import { LABEL_FILE } from "../blocks/inspect-cache.ts";
import type { EngineOptions } from "../engine-options.ts";

/** The saved blocks of these weights, with what an earlier process left on disk. */
export async function openBlocks(
  { cache }: EngineOptions,
  onWarning: (message: string) => void,
): Promise<BlockStore> {
  const folder = cache?.folder;
  const onDisk = cache !== undefined && folder !== undefined && cache.diskBytes > 0;
  // States of other weights lie in other folders and are never looked at.
  const own = onDisk ? join(folder, spaceKey(cache.fingerprint, "")) : undefined;
  const store = new BlockStore({
    memoryBudget: cache?.memoryBytes ?? 0,
    diskBudget: onDisk ? cache.diskBytes : 0,
    disk: own === undefined ? undefined : new BlockDisk(own),
    clock: Date.now,
    onWarning,
  });
  await store.open();
  if (own !== undefined) {
    // Only `fourone cache ls` reads it.
    await writeFile(join(own, LABEL_FILE), JSON.stringify({ title: cache?.title })).catch(() => {});
  }
  return store;
}
