import { z } from "@hono/zod-openapi";
import { listOf } from "../validation/fields.ts";

const part = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({ type: z.literal("image_url"), image_url: z.object({ url: z.string().min(1) }) }),
]);

/** All texts, or none: a list of both is refused. */
const inputs = listOf(z.union([z.string(), part]), { minimum: 1, maximum: 2_048 }).refine(
  (list) => new Set(list.map((element) => typeof element)).size < 2,
);

export const createModerationRequest = z
  .object({
    input: z
      .union([z.string(), inputs])
      .openapi({ description: "A text, a list of texts, or a list of texts and pictures as objects." }),
    model: z.string().default("omni-moderation-latest"),
  })
  .openapi("CreateModerationRequest");
