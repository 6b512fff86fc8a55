import { z } from "@hono/zod-openapi";

const embedding = z
  .object({
    object: z.literal("embedding"),
    index: z.int(),
    embedding: z
      .union([z.array(z.number()), z.string()])
      .openapi({ description: "Numbers; with `base64`, their 32-bit little-endian bytes." }),
  })
  .openapi("Embedding");

export const embeddingList = z
  .object({
    object: z.literal("list"),
    data: z.array(embedding),
    model: z.string(),
    usage: z.object({ prompt_tokens: z.int(), total_tokens: z.int() }),
  })
  .openapi("CreateEmbeddingResponse");

export interface EmbeddingFormat {
  readonly encoding: "float" | "base64";
  /** Numbers to keep of each vector; absent: all. */
  readonly dimensions: number | undefined;
}

export function toEmbedding(
  vector: Float32Array,
  index: number,
  { encoding, dimensions }: EmbeddingFormat,
): z.infer<typeof embedding> {
  const kept =
    dimensions === undefined || dimensions >= vector.length ? vector : shortened(vector, dimensions);
  const { buffer, byteOffset, byteLength } = kept;
  return {
    object: "embedding",
    index,
    embedding:
      encoding === "base64" ? Buffer.from(buffer, byteOffset, byteLength).toString("base64") : [...kept],
  };
}

/** The beginning of a vector, of length 1 again. */
function shortened(vector: Float32Array, dimensions: number): Float32Array {
  const beginning = vector.slice(0, dimensions);
  const length = Math.hypot(...beginning);
  return length === 0 ? beginning : beginning.map((value) => value / length);
}
