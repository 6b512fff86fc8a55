import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "./config-error.ts";
import { type ConfigLayer, isRecord } from "./config-layer.ts";
import type { ModelBinding } from "./config-schema.ts";
import type { ServedTier } from "./served-tiers.ts";

/** Holds what was bound by command or over the API, apart from the files that people write. */
const FILE = "models.json";

/** The bindings of a home folder as a layer; undefined where nothing was bound. */
export async function readModelBindings(home: string): Promise<ConfigLayer | undefined> {
  const path = join(home, FILE);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new ConfigError(`${path} could not be read: ${error.code}`, { cause: error });
  });
  if (text === undefined) return undefined;
  try {
    const models: unknown = JSON.parse(text);
    if (isRecord(models)) return { values: { models }, origin: () => path };
  } catch {
    // Said below.
  }
  throw new ConfigError(`${path} must hold one JSON object; mend it, or delete it to unbind all models`);
}

/** Binds a model, or gives it back to the profile. Takes effect at the next start. */
export async function writeModelBinding(
  home: string,
  model: ServedTier,
  binding: ModelBinding | undefined,
): Promise<void> {
  const { models = {} } = (await readModelBindings(home))?.values ?? {};
  const bindings = { ...(models as Record<string, ModelBinding>), [model]: binding };
  await mkdir(home, { recursive: true, mode: 0o700 });
  const path = join(home, FILE);
  const temporary = `${path}.${process.pid}.new`;
  // Written beside and renamed: a crash leaves the old bindings or the new ones.
  const file = await open(temporary, "w", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(bindings, undefined, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
