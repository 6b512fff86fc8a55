import { availableParallelism } from "node:os";
import type { Config } from "../../config/index.ts";
import { EmbeddingClient } from "../../engine/index.ts";
import { type EmbeddingModel, embeddingModel } from "../../inference/index.ts";
import { type EnsureOptions, ensureWeights } from "../../weights/index.ts";
import { embeddingBytes, embeddingWeights } from "../embedding-weights.ts";

export interface StartedEmbedders {
  readonly models: readonly EmbeddingModel[];
  /** What is bound to what, for people. */
  readonly lines: readonly string[];
  /** Of the machine's own memory. */
  readonly bytes: number;
  /** Resolves when all weights are loaded. */
  ready(): Promise<unknown>;
  stop(): void;
}

/** Makes the weights of all configured embedding models ready and starts a process for each. @throws WeightsError */
export async function startEmbedders(
  { embeddings, threads }: Pick<Config, "embeddings" | "threads">,
  options: EnsureOptions,
  onCrash: (model: string, reason: string) => void,
): Promise<StartedEmbedders> {
  const bound = [];
  // One after the other: two names may have the same weights.
  for (const wanted of embeddingWeights({ embeddings }))
    bound.push({ ...wanted, weights: await ensureWeights(wanted.reference, options) });
  const started = bound.map(({ name, binding, weights }) => {
    const client = new EmbeddingClient(
      {
        weightsFile: weights.path,
        contextLength: binding.contextLength,
        gpuLayers: binding.gpuLayers,
        threads: threads ?? availableParallelism(),
      },
      (reason) => onCrash(name, reason),
    );
    const truncatable = binding.truncatable ?? weights.reference.truncatable ?? false;
    return { client, model: embeddingModel(name, { embedder: client, truncatable, now: Date.now() }) };
  });
  return {
    models: started.map(({ model }) => model),
    lines: bound.map(({ name, weights }) => `${name}: ${weights.reference.title}`),
    bytes: bound.reduce((sum, { weights, ...wanted }) => sum + embeddingBytes(wanted, weights), 0),
    ready: () => Promise.all(started.map(({ client }) => client.ready())),
    stop: () => {
      for (const { client } of started) client.stop();
    },
  };
}
