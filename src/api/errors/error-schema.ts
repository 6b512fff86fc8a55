import { z } from "@hono/zod-openapi";

const errorBody = z
  .object({
    error: z.object({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable(),
      code: z.string().nullable(),
    }),
  })
  .openapi("ErrorResponse");

/** What every route may answer with instead of what it promises. */
export const errorAnswers = {
  default: { description: "An error.", content: { "application/json": { schema: errorBody } } },
} as const;
