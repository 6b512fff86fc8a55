import type { Engine } from "../engine/index.ts";
import type { ServedModels } from "../inference/index.ts";

/** Every engine once, by the first model that is served from it. */
export function namedEngines(models: ServedModels): Map<string, Engine> {
  const named = new Map<string, Engine>();
  const seen = new Set<Engine>();
  for (const model of models.models()) {
    if (!seen.has(model.engine)) named.set(model.snapshot, model.engine);
    seen.add(model.engine);
  }
  return named;
}
