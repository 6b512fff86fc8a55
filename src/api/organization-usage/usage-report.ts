import { createRoute, z } from "@hono/zod-openapi";
import type { UsageDimension, UsageKind, UsageSum } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { invalidRequest } from "../errors/api-error.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { ADMINISTRATOR } from "../organization/administrator.ts";
import { queryInteger } from "../validation/fields.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { bucketPage, toBucketPage, toBucketRange, WIDTHS } from "./bucket-page.ts";
import {
  groupParameter,
  listed,
  rangeParameters,
  toUsageFilter,
  usageFilterParameters,
} from "./usage-parameters.ts";

const LIMITS = {
  "1m": { usual: 60, maximum: 1440 },
  "1h": { usual: 24, maximum: 168 },
  "1d": { usual: 7, maximum: 31 },
} as const;

const DIMENSIONS = {
  project_id: "projectId",
  user_id: "userId",
  api_key_id: "apiKeyId",
  model: "model",
  batch: "batch",
  service_tier: "serviceTier",
} as const satisfies Record<string, UsageDimension>;

type GroupName = keyof typeof DIMENSIONS;

export interface UsageReport {
  readonly kind: UsageKind;
  readonly groups: readonly [GroupName, ...GroupName[]];
  /** Whether it can be asked for batches alone, or without them. */
  readonly filtersBatch: boolean;
  readonly counts: (sum: UsageSum) => Readonly<Record<string, number>>;
}

/** `GET /v1/organization/usage/{kind}` */
export function usageReport({ kind, groups, filtersBatch, counts }: UsageReport): Resource {
  const query = z.object({
    ...rangeParameters,
    ...usageFilterParameters,
    ...groupParameter(groups),
    ...(filtersBatch && { batch: z.enum(["true", "false"]).optional() }),
    bucket_width: z.enum(["1m", "1h", "1d"]).optional().openapi({ default: "1d" }),
    limit: queryInteger({ minimum: 1, maximum: LIMITS["1m"].maximum }).optional(),
  });
  const result = z
    .looseObject({
      object: z.literal(`organization.usage.${kind}.result`),
      input_tokens: z.int(),
      num_model_requests: z.int(),
    })
    .openapi(`OrganizationUsage_${kind}`);
  const route = createRoute({
    method: "get",
    path: `/v1/organization/usage/${kind}`,
    summary: `Report the usage of ${kind} by time.`,
    tags: ["Usage"],
    request: { query },
    responses: {
      200: {
        description: "A bucket for each stretch of time.",
        content: { "application/json": { schema: bucketPage(result) } },
      },
      ...errorAnswers,
    },
  });
  return (application, { store, models, clock }) => {
    application.openapi(
      route,
      async (context) => {
        const wishes = context.req.valid("query");
        const widthName = wishes.bucket_width ?? "1d";
        const limit = wishes.limit ?? LIMITS[widthName].usual;
        requireLimit(limit, widthName);
        const now = Math.floor(clock.now() / 1000);
        const range = toBucketRange(wishes, WIDTHS[widthName], limit, now);
        const grouped = (listed(wishes, "group_by") ?? []) as GroupName[];
        const batch = "batch" in wishes ? wishes.batch : undefined;
        const sums = await store.usage.sums({
          kind,
          ...range,
          ...toUsageFilter(wishes, models),
          ...(batch !== undefined && { batch: batch === "true" }),
          groupBy: grouped.map((name) => DIMENSIONS[name]),
        });
        const toResult = (sum: UsageSum) => ({
          object: `organization.usage.${kind}.result` as const,
          input_tokens: sum.inputTokens,
          num_model_requests: sum.requests,
          ...counts(sum),
          ...Object.fromEntries(
            groups.map((name) => [name, grouped.includes(name) ? groupOf(sum, name) : null]),
          ),
        });
        return context.json(
          toBucketPage(range, sums, (some) => some.map(toResult)),
          200,
        );
      },
      rejectInvalid(query),
    );
  };
}

/** Keys that belong to no service account, and callers without one, are the administrator's. */
function groupOf(sum: UsageSum, name: GroupName): string | boolean | null {
  return sum[DIMENSIONS[name]] ?? (name === "user_id" ? ADMINISTRATOR.id : null);
}

function requireLimit(limit: number, width: keyof typeof LIMITS): void {
  const { maximum } = LIMITS[width];
  if (limit <= maximum) return;
  throw invalidRequest(
    `Invalid 'limit': integer above maximum value. Expected a value <= ${maximum} for buckets of ${width}, but got ${limit} instead.`,
    "limit",
    "integer_above_max_value",
  );
}
