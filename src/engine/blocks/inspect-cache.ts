import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { BlockDisk } from "./block-disk.ts";

/** Says whose blocks a folder holds; the folder's own name is a hash. */
export const LABEL_FILE = "about.json";

export interface CachedWeights {
  /** What the weights are called; absent where the folder does not say. */
  readonly title?: string;
  readonly blocks: number;
  readonly tokens: number;
  readonly bytes: number;
  /** Milliseconds since 1970; absent where there are no blocks. */
  readonly lastUsed?: number;
}

/** What the prompt cache holds on disk, by weights. */
export async function inspectCache(folder: string): Promise<CachedWeights[]> {
  const found: CachedWeights[] = [];
  for (const name of await folders(folder)) {
    const path = join(folder, name);
    const blocks = await new BlockDisk(path).scan();
    const title = await titleOf(path);
    const newest = Math.max(...blocks.map(({ lastUsed }) => lastUsed));
    found.push({
      ...(title !== undefined && { title }),
      blocks: blocks.length,
      tokens: blocks.reduce((sum, { tokens }) => sum + tokens.length, 0),
      bytes: blocks.reduce((sum, { payloadBytes }) => sum + payloadBytes, 0),
      ...(blocks.length > 0 && { lastUsed: newest }),
    });
  }
  return found;
}

/** Removes what the prompt cache holds on disk. A server that runs computes anew what it misses. */
export async function clearCache(folder: string): Promise<void> {
  for (const name of await folders(folder)) await rm(join(folder, name), { recursive: true, force: true });
}

async function folders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && /^[0-9a-f]{32}$/.test(entry.name))
    .map(({ name }) => name);
}

async function titleOf(path: string): Promise<string | undefined> {
  try {
    const { title } = JSON.parse(await readFile(join(path, LABEL_FILE), "utf8"));
    return typeof title === "string" ? title : undefined;
  } catch {
    return undefined;
  }
}
