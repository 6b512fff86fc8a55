import type { Config } from "../../config/index.ts";
import { openStore, revokeKey as revoke } from "../../store/index.ts";
import { storeLocation } from "../serve/store-location.ts";
import { terminalActor } from "./terminal-actor.ts";

/** Gives what to print. Throws where there is no such key. */
export async function revokeKey(config: Config, id: string): Promise<string> {
  const store = await openStore(storeLocation(config));
  try {
    const key = await store.transaction((repositories) =>
      revoke(repositories, id, { now: Date.now(), actor: terminalActor }),
    );
    if (key === undefined) throw new Error(`there is no key ${id}; "fourone keys ls" prints their ids`);
    return `${key.name} (${key.redactedValue}) is revoked.\n`;
  } finally {
    await store.close();
  }
}
