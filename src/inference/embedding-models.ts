import type { Embedder } from "../engine/index.ts";

/** A model that makes vectors, and the weights behind it. */
export interface EmbeddingModel {
  /** The name that requests use. */
  readonly snapshot: string;
  readonly embedder: Embedder;
  /** The weights are trained so that the beginning of a vector serves as a shorter one. */
  readonly truncatable: boolean;
  /** When it was made, in Unix seconds. */
  readonly created: number;
}

/** When OpenAI made its own. */
const CREATED: Readonly<Record<string, number>> = {
  "text-embedding-ada-002": 1_671_217_299,
  "text-embedding-3-small": 1_705_948_997,
  "text-embedding-3-large": 1_705_953_180,
};

/** `now` in Unix milliseconds: models that OpenAI doesn't know are as old as the server. */
export function embeddingModel(
  snapshot: string,
  { now, ...model }: Pick<EmbeddingModel, "embedder" | "truncatable"> & { readonly now: number },
): EmbeddingModel {
  return { snapshot, created: CREATED[snapshot] ?? Math.floor(now / 1000), ...model };
}
