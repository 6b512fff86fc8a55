import { join } from "node:path";
import type { ConfigLayer } from "./config-layer.ts";
import type { ModelBinding } from "./config-schema.ts";
import { changeHomeRecord, readHomeRecord } from "./home-record.ts";
import type { ServedTier } from "./served-tiers.ts";

/** Holds what was bound by command or over the API. */
const RECORD = { file: "models.json", purpose: "unbind all models" };

/** The bindings of a home folder as a layer; undefined where nothing was bound. */
export async function readModelBindings(home: string): Promise<ConfigLayer | undefined> {
  const models = await readHomeRecord(home, RECORD);
  return models && { values: { models }, origin: () => join(home, RECORD.file) };
}

/** Binds a model, or gives it back to the profile. Takes effect at the next start. */
export function writeModelBinding(
  home: string,
  model: ServedTier,
  binding: ModelBinding | undefined,
): Promise<void> {
  return changeHomeRecord(home, RECORD, (models) => ({ ...models, [model]: binding }));
}
