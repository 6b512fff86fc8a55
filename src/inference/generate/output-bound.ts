import type { PromptSegment } from "../../engine/index.ts";
import type { ServedModel } from "../served-models.ts";

/**
 * The bound of an answer for which none was asked: the model's own, or undefined where the context
 * ends before it. Counts tokens only where the prompt might be that long.
 */
export async function outputBound(
  model: ServedModel,
  prompt: readonly PromptSegment[],
): Promise<number | undefined> {
  const room = model.contextLength - model.maximumOutputTokens;
  if (room <= 0) return undefined;
  const bytes = prompt.reduce((sum, segment) => sum + Buffer.byteLength(segment.text), 0);
  // A token stands for at least one byte, and a tokenizer adds two or three of its own.
  const fits = bytes + ADDED_TOKENS <= room || (await model.engine.countTokens(prompt)) <= room;
  return fits ? model.maximumOutputTokens : undefined;
}

const ADDED_TOKENS = 16;
