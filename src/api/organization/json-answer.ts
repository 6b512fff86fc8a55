import type { z } from "@hono/zod-openapi";
import { errorAnswers } from "../errors/error-schema.ts";

/** What a route of the organization answers: this, or an error. */
export const jsonAnswer = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  200: { description, content: { "application/json": { schema } } },
  ...errorAnswers,
});

export const jsonRequest = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { "application/json": { schema } },
});

export const tags = ["Organization"];
