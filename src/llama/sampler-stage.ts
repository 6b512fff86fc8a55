import { int32Maximum, LlamaError, requireInteger, uint32Maximum } from "./llama-error.ts";
import type { Pointer } from "./native-function.ts";
import type { NativeLibrary } from "./native-library.ts";

export interface TokenBias {
  readonly token: number;
  /** Added to the logit; `-Infinity` forbids the token. */
  readonly bias: number;
}

/** One step of sampling. `greedy` and `distribution` select a token, all others reshape the candidates. */
export type SamplerStage =
  | { readonly kind: "temperature"; readonly value: number }
  | { readonly kind: "top-k"; readonly value: number }
  | { readonly kind: "top-p"; readonly value: number; readonly minimumKeep?: number }
  | { readonly kind: "min-p"; readonly value: number; readonly minimumKeep?: number }
  | {
      readonly kind: "penalties";
      readonly vocabularySize: number;
      /** Accepted tokens to look back on. */
      readonly lastTokens: number;
      /** Divides logits of seen tokens; 1 is off. */
      readonly repeat?: number;
      /** Subtracted once for each time a token was seen. */
      readonly frequency?: number;
      /** Subtracted from every token that was seen. */
      readonly presence?: number;
    }
  | { readonly kind: "logit-bias"; readonly vocabularySize: number; readonly biases: readonly TokenBias[] }
  | { readonly kind: "greedy" }
  | { readonly kind: "distribution"; readonly seed: number };

export function isSelector(stage: SamplerStage): boolean {
  return stage.kind === "greedy" || stage.kind === "distribution";
}

/** A native sampler for one stage, not yet owned by a chain. */
export function createStage(library: NativeLibrary, stage: SamplerStage): Pointer {
  switch (stage.kind) {
    case "temperature":
      return library.temperature(finite(stage.kind, stage.value));
    case "top-k":
      requireInteger(stage.kind, stage.value, 0, int32Maximum);
      return library.topK(stage.value);
    case "top-p":
      return library.topP(finite(stage.kind, stage.value), stage.minimumKeep ?? 1);
    case "min-p":
      return library.minP(finite(stage.kind, stage.value), stage.minimumKeep ?? 1);
    case "penalties": {
      const { vocabularySize, lastTokens, repeat = 1, frequency = 0, presence = 0 } = stage;
      requireInteger("lastTokens", lastTokens, 0, int32Maximum);
      if (!(finite("repeat", repeat) > 0)) throw new LlamaError("invalid-argument", "repeat must be above 0");
      return library.penalties(
        vocabularySize,
        lastTokens,
        repeat,
        finite("frequency", frequency),
        finite("presence", presence),
      );
    }
    case "logit-bias":
      return library.logitBias(
        stage.vocabularySize,
        stage.biases.length,
        packBiases(stage.biases, stage.vocabularySize),
      );
    case "greedy":
      return library.greedy();
    case "distribution":
      return createDistribution(library, stage.seed);
  }
}

/**
 * Draws by a seed of 32 bits. The largest one would make the library take a random seed instead, and
 * is read as the one before it.
 */
export function createDistribution(library: NativeLibrary, seed: number): Pointer {
  requireInteger("seed", seed, 0, uint32Maximum);
  return library.distribution(Math.min(seed, uint32Maximum - 1));
}

function packBiases(biases: readonly TokenBias[], vocabularySize: number): Uint8Array {
  const packed = new DataView(new ArrayBuffer(Math.max(biases.length, 1) * 8));
  for (const [index, { token, bias }] of biases.entries()) {
    requireInteger("token", token, 0, vocabularySize - 1);
    if (Number.isNaN(bias)) throw new LlamaError("invalid-argument", "a bias must be a number");
    packed.setInt32(index * 8, token, true);
    packed.setFloat32(index * 8 + 4, bias, true);
  }
  return new Uint8Array(packed.buffer);
}

function finite(name: string, value: number): number {
  if (!Number.isFinite(value))
    throw new LlamaError("invalid-argument", `${name} must be a number, not ${value}`);
  return value;
}
