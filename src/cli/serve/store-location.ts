import { join } from "node:path";
import type { Config } from "../../config/index.ts";
import type { StoreLocation } from "../../store/index.ts";

/** The database that is configured, or a file in the home folder. */
export function storeLocation({ home, database }: Pick<Config, "home" | "database">): StoreLocation {
  return database.url === undefined
    ? { kind: "sqlite", path: join(home, "fourone.db") }
    : { kind: "postgres", url: database.url };
}
