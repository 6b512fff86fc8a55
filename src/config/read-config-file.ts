import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { loadConfig as loadWithC12 } from "c12";
import { ConfigError } from "./config-error.ts";
import { type ConfigLayer, isRecord } from "./config-layer.ts";

async function load(folder: string, file: string | undefined): Promise<ConfigLayer | undefined> {
  const where = file ?? folder;
  const loaded = await loadWithC12({
    name: "fourone",
    cwd: folder,
    ...(file ? { configFile: basename(file) } : {}),
    // One file is the whole story: nothing inherited, downloaded or picked up on the side.
    rcFile: false,
    globalRc: false,
    packageJson: false,
    dotenv: false,
    envName: false,
    extend: false,
    giget: false,
    // Kept apart from c12's merging, which would drop keys set to null before they can be refused.
    merger: (...sources: unknown[]) => sources.find(isRecord) ?? {},
  }).catch((error: unknown) => {
    const problem = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`the configuration in ${where} could not be read: ${problem}`, { cause: error });
  });
  const path = loaded._configFile;
  if (!path) return undefined;
  if (!isRecord(loaded.config)) throw new ConfigError(`${path} must give one object`);
  return { values: { ...loaded.config }, origin: () => path };
}

/** Reads `fourone.config.{ts,js,mjs,json,yaml,toml,…}` of a folder, if there is one. */
export function findConfigFile(folder: string): Promise<ConfigLayer | undefined> {
  return load(resolve(folder), undefined);
}

/** Reads exactly this file; it must exist. */
export async function readConfigFile(path: string): Promise<ConfigLayer> {
  const file = resolve(path);
  const layer = existsSync(file) ? await load(dirname(file), file) : undefined;
  if (!layer) throw new ConfigError(`there is no configuration file ${file}`);
  return layer;
}
