import { createRoute, z } from "@hono/zod-openapi";
import {
  openAiPriceList,
  type PricedSum,
  summarize,
  summarizeUsage,
  toNumber,
  type UsageSummary,
} from "../../../ledger/index.ts";
import type { Resource } from "../../api-environment.ts";
import { errorAnswers } from "../../errors/error-schema.ts";
import { toBucketRange, WIDTHS } from "../../organization-usage/bucket-page.ts";
import { rangeParameters } from "../../organization-usage/usage-parameters.ts";
import { rejectInvalid } from "../../validation/reject-invalid.ts";

const { start_time, end_time } = rangeParameters;
const query = z.object({ start_time, end_time });

const costs = {
  requests: z.int(),
  input_tokens: z.int(),
  cached_tokens: z.int(),
  output_tokens: z.int(),
  at_openai: z.number().openapi({ description: "Its tokens at OpenAI's list prices, in US dollars." }),
  billed: z.number().openapi({ description: "Its tokens at the prices configured here." }),
  here: z.number().nullable().openapi({
    description: "The machine's time for it, rent and energy. Null where no price is configured.",
  }),
};

const comparison = z
  .object({
    object: z.literal("fourone.cost_comparison"),
    currency: z.string().openapi({ description: "Of what is billed and of the machine." }),
    machine: z
      .object({ per_hour: z.number(), watts: z.number(), per_kilowatt_hour: z.number() })
      .nullable()
      .openapi({ description: "What an hour of the machine's work costs. Null where it is not configured." }),
    data: z.array(z.object({ model: z.string(), ...costs })),
    total: z.object(costs),
  })
  .openapi("FouroneCostComparison");

const route = createRoute({
  method: "get",
  path: "/v1/fourone/costs",
  summary: "What the usage of some days cost here, and would have cost at OpenAI.",
  tags: ["Fourone"],
  request: { query },
  responses: {
    200: {
      description: "Every model, the dearest first.",
      content: { "application/json": { schema: comparison } },
    },
    ...errorAnswers,
  },
});

/** `GET /v1/fourone/costs` */
export const costComparison: Resource = (application, { store, prices, clock }) => {
  application.openapi(
    route,
    async (context) => {
      const now = Math.floor(clock.now() / 1000);
      // All days are one answer: there is a row for each model, however many they are.
      const range = toBucketRange(context.req.valid("query"), WIDTHS["1d"], Number.POSITIVE_INFINITY, now);
      const sums = (await store.usage.sums({ ...range, groupBy: ["model", "batch"] })) as PricedSum[];
      const { machine, currency } = prices;
      const both = { billed: prices.list, openAi: openAiPriceList, machine };
      const known = machine.perHour > 0 || machine.watts * machine.perKilowattHour > 0;
      const wire = (summary: UsageSummary) => toWire(summary, known);
      return context.json(
        {
          object: "fourone.cost_comparison" as const,
          currency,
          machine: known
            ? { per_hour: machine.perHour, watts: machine.watts, per_kilowatt_hour: machine.perKilowattHour }
            : null,
          data: summarizeUsage(sums, "model", both).map((row) => ({ model: row.name, ...wire(row) })),
          total: wire(summarize("total", sums, both)),
        },
        200,
      );
    },
    rejectInvalid(query),
  );
};

function toWire(
  { requests, inputTokens, cachedTokens, outputTokens, ...money }: UsageSummary,
  known: boolean,
) {
  return {
    requests,
    input_tokens: inputTokens,
    cached_tokens: cachedTokens,
    output_tokens: outputTokens,
    at_openai: toNumber(money.atOpenAi),
    billed: toNumber(money.billed),
    here: known ? money.here : null,
  };
}
