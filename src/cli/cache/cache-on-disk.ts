import { join } from "node:path";
import { type Config, formatBytes } from "../../config/index.ts";
import { clearCache, inspectCache } from "../../engine/index.ts";

/** One line for each set of weights. */
export async function listCache({ home, cache }: Config): Promise<string> {
  const held = await inspectCache(join(home, "cache"));
  const lines = held.map(({ title, blocks, tokens, bytes, lastUsed }) => {
    const age = lastUsed === undefined ? "" : `, last used ${new Date(lastUsed).toISOString()}`;
    return `${title ?? "unknown weights"}: ${tokens} tokens in ${blocks} blocks, ${formatBytes(bytes)}${age}`;
  });
  const total = held.reduce((sum, { bytes }) => sum + bytes, 0);
  return `${[...lines, `${formatBytes(total)} of ${formatBytes(cache.disk)}`].join("\n")}\n`;
}

export async function emptyCache({ home }: Config): Promise<string> {
  await clearCache(join(home, "cache"));
  return "The prompt cache on disk is empty. A running server keeps what it has in memory.\n";
}
