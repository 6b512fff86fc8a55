import { z } from "@hono/zod-openapi";
import { metadataField } from "../validation/fields.ts";

/** Endpoints whose requests may come in a file. */
export const BATCH_ENDPOINTS = ["/v1/chat/completions", "/v1/responses", "/v1/embeddings"] as const;

export const LONGEST_OUTPUT_LIFE_SECONDS = 2_592_000;
const SHORTEST_OUTPUT_LIFE_SECONDS = 3_600;

export const createBatchRequest = z
  .strictObject({
    input_file_id: z.string().min(1).max(256).openapi({
      description: "A file of purpose `batch`: one request a line, as JSON.",
    }),
    endpoint: z.enum(BATCH_ENDPOINTS),
    completion_window: z.enum(["24h"]),
    metadata: metadataField().nullish(),
    output_expires_after: z
      .strictObject({
        anchor: z.literal("created_at"),
        seconds: z.int().min(SHORTEST_OUTPUT_LIFE_SECONDS).max(LONGEST_OUTPUT_LIFE_SECONDS),
      })
      .nullish()
      .openapi({ description: "How long output and error file stay; 30 days by default." }),
  })
  .openapi("CreateBatchRequest");

export const batchPath = z.object({ batch_id: z.string() });
