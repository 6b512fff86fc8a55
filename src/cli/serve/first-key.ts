import { type Config, isLoopbackHost } from "../../config/index.ts";
import { issueKey, type Store } from "../../store/index.ts";
import { terminalActor } from "../keys/terminal-actor.ts";

/**
 * A server that others can reach lets nobody in without a key. Where there is none yet, it begins
 * with one that can make others: the lines to tell the operator, or nothing.
 */
export async function firstKey(config: Config, store: Store): Promise<readonly string[]> {
  if (config.apiKey !== undefined || isLoopbackHost(config.host)) return [];
  const value = await store.transaction(async (repositories) => {
    if (await repositories.apiKeys.any()) return undefined;
    const wanted = { kind: "admin", name: "First admin key" } as const;
    return (await issueKey(repositories, wanted, { now: Date.now(), actor: terminalActor })).value;
  });
  if (value === undefined) return [];
  return [
    `Others can reach ${config.host}, so requests need a key. The first admin key, shown only now:`,
    `  ${value}`,
    'It administrates (/v1/organization). Keys to work with: "fourone keys create".',
  ];
}
