import { createRoute, z } from "@hono/zod-openapi";
import type { ServedModel } from "../../../inference/index.ts";
import type { Resource } from "../../api-environment.ts";
import { errorAnswers } from "../../errors/error-schema.ts";
import { listPrices } from "./list-prices.ts";

const servedModel = z
  .object({
    id: z.string().openapi({ description: "The name to ask for: the alias where there is one." }),
    object: z.literal("fourone.model"),
    snapshot: z.string().openapi({ description: "The name that answers carry." }),
    context_length: z.int().openapi({ description: "Tokens of prompt and answer together, as loaded." }),
    max_output_tokens: z.int(),
    input_modalities: z.array(z.enum(["text", "image"])),
    prices: z
      .object({ input: z.number(), cached_input: z.number(), output: z.number() })
      .nullable()
      .openapi({ description: "List prices of the original service, US dollars per million tokens." }),
    shutdown_date: z.string().nullable().openapi({ description: "Announced end, as YYYY-MM-DD." }),
    created: z.int().openapi({ description: "Unix seconds." }),
    base_model: z.string().nullable().openapi({ description: "Of a tuned model: the snapshot under it." }),
    tunable: z.boolean().openapi({ description: "Whether fine-tuning jobs may name it." }),
  })
  .openapi("FouroneModel");

const listRoute = createRoute({
  method: "get",
  path: "/v1/fourone/models",
  summary: "What the served models take, and what they would cost elsewhere.",
  tags: ["Fourone"],
  responses: {
    200: {
      description: "Every served model once.",
      content: {
        "application/json": { schema: z.object({ object: z.literal("list"), data: z.array(servedModel) }) },
      },
    },
    ...errorAnswers,
  },
});

/** `GET /v1/fourone/models` */
export const servedModels: Resource = (application, { models, modelAccess, fineTuning }) => {
  application.openapi(listRoute, async (context) => {
    const { principal } = context.var;
    const data = [];
    for (const model of models.models()) {
      if (!(await modelAccess.isThere(principal, model))) continue;
      data.push({ ...toWire(model), tunable: fineTuning.trainable(model.snapshot) !== undefined });
    }
    return context.json({ object: "list" as const, data }, 200);
  });
};

function toWire(model: ServedModel): Omit<z.infer<typeof servedModel>, "tunable"> {
  return {
    id: model.alias ?? model.snapshot,
    object: "fourone.model",
    snapshot: model.snapshot,
    context_length: model.contextLength,
    max_output_tokens: Math.min(model.maximumOutputTokens, model.contextLength),
    input_modalities: ["text"],
    prices: listPrices(model.snapshot) ?? null,
    // Models stay for as long as whoever runs this server serves them.
    shutdown_date: null,
    created: model.created,
    base_model: model.tuned?.base ?? null,
  };
}
