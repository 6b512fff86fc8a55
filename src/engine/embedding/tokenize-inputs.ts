import type { Vocabulary } from "../../llama/index.ts";
import { EmbeddingFailure, type EmbeddingInput } from "./embedder.ts";

/** Tokens of all inputs of a request together. */
const MOST_TOKENS = 300_000;

/** The tokens of each input, special ones around texts where the weights want them. @throws EmbeddingFailure */
export async function tokenizeInputs(
  vocabulary: Vocabulary,
  inputs: readonly EmbeddingInput[],
  contextLength: number,
  isCancelled: () => boolean,
): Promise<ArrayLike<number>[]> {
  const tokenized: ArrayLike<number>[] = [];
  let sum = 0;
  for (const [index, input] of inputs.entries()) {
    if (isCancelled()) throw new EmbeddingFailure({ code: "cancelled" });
    const tokens =
      typeof input === "string"
        ? await vocabulary.tokenizeAsync(input, { addSpecial: true, parseSpecial: false })
        : known(input, vocabulary.size, index);
    if (tokens.length === 0) throw new EmbeddingFailure({ code: "empty-input", index });
    if (tokens.length > contextLength) {
      const { length } = tokens;
      throw new EmbeddingFailure({ code: "context-length-exceeded", index, tokens: length, contextLength });
    }
    sum += tokens.length;
    tokenized.push(tokens);
  }
  if (sum > MOST_TOKENS)
    throw new EmbeddingFailure({ code: "too-many-tokens", tokens: sum, maximum: MOST_TOKENS });
  return tokenized;
}

function known(tokens: readonly number[], vocabularySize: number, index: number): readonly number[] {
  const token = tokens.find((each) => each >= vocabularySize);
  if (token !== undefined) throw new EmbeddingFailure({ code: "unknown-token", index, token });
  return tokens;
}
