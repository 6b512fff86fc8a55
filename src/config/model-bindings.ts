import { join } from "node:path";
import type { ConfigLayer } from "./config-layer.ts";
import type { ModelBinding } from "./config-schema.ts";
import { readHomeRecord, writeHomeRecord } from "./home-record.ts";
import type { ServedTier } from "./served-tiers.ts";

/** Holds what was bound by command or over the API. */
const FILE = "models.json";

/** The bindings of a home folder as a layer; undefined where nothing was bound. */
export async function readModelBindings(home: string): Promise<ConfigLayer | undefined> {
  const path = join(home, FILE);
  const models = await readHomeRecord(path, "unbind all models");
  return models && { values: { models }, origin: () => path };
}

/** Binds a model, or gives it back to the profile. Takes effect at the next start. */
export async function writeModelBinding(
  home: string,
  model: ServedTier,
  binding: ModelBinding | undefined,
): Promise<void> {
  const { models = {} } = (await readModelBindings(home))?.values ?? {};
  await writeHomeRecord(home, FILE, { ...(models as Record<string, ModelBinding>), [model]: binding });
}
