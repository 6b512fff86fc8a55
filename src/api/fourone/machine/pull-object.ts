import { z } from "@hono/zod-openapi";

export const pullObject = z
  .object({
    id: z.string(),
    object: z.literal("fourone.pull"),
    weights: z.string(),
    title: z.string(),
    created_at: z.int().openapi({ description: "Unix seconds." }),
    status: z.enum(["in_progress", "completed", "failed", "cancelled"]),
    step: z.enum(["waiting", "resolving", "download", "unpack", "verify", "requantize", "done"]),
    subject: z.string().nullable().openapi({ description: "What is worked on, in words." }),
    done_bytes: z.int(),
    total_bytes: z.int().nullable(),
    notice: z.string().nullable().openapi({ description: "Trouble that is being dealt with." }),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .openapi("FouronePull");

export type PullObject = z.infer<typeof pullObject>;
