import { z } from "@hono/zod-openapi";

/** Inputs of one request. */
const MOST_INPUTS = 2_048;

const tokenList = { type: "array" as const, minItems: 1, items: { type: "integer" as const } };

export const createEmbeddingRequest = z
  .strictObject({
    model: z.string(),
    // Elements are checked by `readInput`: a schema would make an issue of each of a million faulty ones.
    input: z.union([z.string().min(1), z.array(z.unknown()).min(1).max(MOST_INPUTS)]).openapi({
      anyOf: [
        { type: "string", minLength: 1 },
        {
          type: "array",
          minItems: 1,
          maxItems: MOST_INPUTS,
          items: { anyOf: [{ type: "string", minLength: 1 }, { type: "integer" }, tokenList] },
        },
      ],
      description: "A text, a list of tokens, or a list of either.",
    }),
    encoding_format: z.enum(["float", "base64"]).nullish(),
    dimensions: z.int().min(1).nullish(),
    user: z.string().nullish(),
  })
  .openapi("CreateEmbeddingRequest");

export type CreateEmbeddingRequest = z.infer<typeof createEmbeddingRequest>;
