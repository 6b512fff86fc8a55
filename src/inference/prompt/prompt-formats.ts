import type { Engine } from "../../engine/index.ts";
import { loadPromptFormat, type PromptFormat } from "./prompt-format.ts";

const formats = new WeakMap<Engine, Promise<PromptFormat>>();

/**
 * The prompt format of an engine's weights, found out once. A failure is not kept, because a
 * starved machine can fail what works a moment later.
 */
export function promptFormatOf(engine: Engine): Promise<PromptFormat> {
  const known = formats.get(engine);
  if (known !== undefined) return known;
  const loading = engine.ready().then((model) => loadPromptFormat(model));
  formats.set(engine, loading);
  loading.catch(() => formats.delete(engine));
  return loading;
}
