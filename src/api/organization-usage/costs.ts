import { createRoute, z } from "@hono/zod-openapi";
import { type Amount, costLines, type PricedUsage, type PriceList, toNumber } from "../../ledger/index.ts";
import type { UsageSum } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { queryInteger } from "../validation/fields.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { bucketPage, toBucketPage, toBucketRange, WIDTHS } from "./bucket-page.ts";
import {
  filterParameters,
  groupParameter,
  listed,
  rangeParameters,
  toUsageFilter,
} from "./usage-parameters.ts";

const query = z.object({
  ...rangeParameters,
  ...filterParameters,
  ...groupParameter(["project_id", "line_item", "api_key_id"]),
  bucket_width: z.enum(["1d"]).optional().openapi({ default: "1d" }),
  limit: queryInteger({ minimum: 1, maximum: 180 }).optional().openapi({ default: 7 }),
});

const result = z
  .object({
    object: z.literal("organization.costs.result"),
    amount: z.object({ value: z.number(), currency: z.string() }),
    line_item: z.string().nullable(),
    project_id: z.string().nullable(),
    api_key_id: z.string().nullable(),
    quantity: z.number().nullable(),
    quantity_unit: z.string().nullable(),
  })
  .openapi("OrganizationCosts");

const route = createRoute({
  method: "get",
  path: "/v1/organization/costs",
  summary: "Report what usage costs by day.",
  tags: ["Usage"],
  request: { query },
  responses: {
    200: {
      description: "A bucket for each day.",
      content: { "application/json": { schema: bucketPage(result) } },
    },
    ...errorAnswers,
  },
});

/** `GET /v1/organization/costs` */
export const costs: Resource = (application, { store, models, prices, clock }) => {
  application.openapi(
    route,
    async (context) => {
      const wishes = context.req.valid("query");
      const range = toBucketRange(wishes, WIDTHS["1d"], wishes.limit ?? 7, Math.floor(clock.now() / 1000));
      const grouped = new Set(listed(wishes, "group_by"));
      const sums = await store.usage.sums({
        ...range,
        ...toUsageFilter(wishes, models),
        groupBy: [
          ...(grouped.has("project_id") ? (["projectId"] as const) : []),
          ...(grouped.has("api_key_id") ? (["apiKeyId"] as const) : []),
          "model",
          "batch",
        ],
      });
      const page = toBucketPage(range, sums, (some) => toCosts(some, grouped.has("line_item"), prices));
      return context.json(page, 200);
    },
    rejectInvalid(query),
  );
};

interface Cost {
  readonly lineItem: string | null;
  readonly projectId: string | null;
  readonly apiKeyId: string | null;
  amount: Amount;
  tokens: number;
}

function toCosts(
  sums: readonly UsageSum[],
  byLine: boolean,
  { list, currency }: { readonly list: PriceList; readonly currency: string },
): z.infer<typeof result>[] {
  const costs = new Map<string, Cost>();
  for (const sum of sums) {
    for (const { item, tokens, amount } of costLines(sum as UsageSum & PricedUsage, list) ?? []) {
      const group = {
        lineItem: byLine ? item : null,
        projectId: sum.projectId ?? null,
        apiKeyId: sum.apiKeyId ?? null,
      };
      const key = JSON.stringify(Object.values(group));
      const cost = costs.get(key) ?? { ...group, amount: 0n, tokens: 0 };
      cost.amount += amount;
      cost.tokens += tokens;
      costs.set(key, cost);
    }
  }
  return [...costs.values()].map((cost) => ({
    object: "organization.costs.result",
    amount: { value: toNumber(cost.amount), currency },
    line_item: cost.lineItem,
    project_id: cost.projectId,
    api_key_id: cost.apiKeyId,
    quantity: byLine ? cost.tokens : null,
    quantity_unit: byLine ? "tokens" : null,
  }));
}
