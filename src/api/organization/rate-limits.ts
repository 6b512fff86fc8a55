import { createRoute, z } from "@hono/zod-openapi";
import type { RateLimitName, RateLimitValues } from "../../store/index.ts";
import { limitedName } from "../access/model-access.ts";
import type { ApiServices, Resource } from "../api-environment.ts";
import { invalidRequest } from "../errors/api-error.ts";
import { UNLIMITED } from "../limits/rate-limiter.ts";
import { listSchema, toList } from "../lists/list-page.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { queryInteger } from "../validation/fields.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { administer } from "./administer.ts";
import { jsonAnswer, jsonRequest, tags } from "./json-answer.ts";
import { notFound, requireActiveProject, requireProject } from "./organization-errors.ts";

const LIMITS = "/v1/organization/projects/{project_id}/rate_limits";
const listParams = z.object({ project_id: z.string() });
const params = listParams.extend({ rate_limit_id: z.string() });

const cursor = z.string().max(256).optional();
const listQuery = z.object({
  limit: queryInteger({ minimum: 1, maximum: 100 }).optional().openapi({ default: 100 }),
  after: cursor,
  before: cursor,
});

const rateLimit = z
  .object({
    object: z.literal("project.rate_limit"),
    id: z.string(),
    model: z.string(),
    max_requests_per_1_minute: z.int(),
    max_tokens_per_1_minute: z.int(),
    batch_1_day_max_input_tokens: z.int().optional(),
  })
  .openapi("ProjectRateLimit");

const value = z.int().min(1).max(UNLIMITED).optional();
const update = z
  .strictObject({
    max_requests_per_1_minute: value,
    max_tokens_per_1_minute: value,
    max_images_per_1_minute: value,
    max_audio_megabytes_per_1_minute: value,
    max_requests_per_1_day: value,
    batch_1_day_max_input_tokens: value,
  })
  .openapi("ProjectRateLimitUpdateRequest");

/** Nothing here is counted by these. */
const IRRELEVANT: readonly RateLimitName[] = [
  "max_images_per_1_minute",
  "max_audio_megabytes_per_1_minute",
  "max_requests_per_1_day",
];

const listRoute = createRoute({
  method: "get",
  path: LIMITS,
  summary: "List a project's limits, one for each model.",
  tags,
  request: { params: listParams, query: listQuery },
  responses: jsonAnswer(listSchema(rateLimit).openapi("ProjectRateLimitListResponse"), "Limits."),
});

/** `/v1/organization/projects/{project_id}/rate_limits` */
export const rateLimits: Resource = (application, services) => {
  const updateRoute = createRoute({
    method: "post",
    path: `${LIMITS}/{rate_limit_id}`,
    summary: "Change a limit.",
    tags,
    middleware: [jsonBody(services.limits.maximumBodyBytes)] as const,
    request: { params, body: jsonRequest(update) },
    responses: jsonAnswer(rateLimit, "The limit."),
  });

  application.openapi(
    listRoute,
    async (context) => {
      const { project_id } = context.req.valid("param");
      const { limit = 100, after, before } = context.req.valid("query");
      await requireProject(services.store, project_id);
      const all = await Promise.all(modelsOf(services).map((model) => limitOf(services, project_id, model)));
      const start = after === undefined ? 0 : indexOf(all, after, "after") + 1;
      const end = before === undefined ? all.length : indexOf(all, before, "before");
      const between = all.slice(start, end);
      // The page before a limit is the one that ends next to it.
      const data =
        after === undefined && before !== undefined ? between.slice(-limit) : between.slice(0, limit);
      return context.json(toList({ data, hasMore: between.length > limit }), 200);
    },
    rejectInvalid(listQuery),
  );

  application.openapi(
    updateRoute,
    async (context) => {
      const { project_id: projectId, rate_limit_id: id } = context.req.valid("param");
      const changes = context.req.valid("json");
      const model = modelsOf(services).find((name) => idOf(name) === id);
      for (const field of IRRELEVANT) {
        if (changes[field] === undefined) continue;
        throw invalidRequest(`'${field}' does not apply to ${model ?? "this model"}.`, field);
      }
      await administer(context, services, async ({ repositories, record }) => {
        await requireActiveProject(repositories, projectId);
        if (model === undefined) throw notFound("rate limit", id);
        const set = Object.fromEntries(
          Object.entries(changes).filter(([, number]) => number !== undefined),
        ) as RateLimitValues;
        await repositories.rateLimits.update(projectId, model, set);
        const details = { id, changes_requested: set };
        await record({ type: "rate_limit.updated", projectId, resourceId: id, details });
      });
      services.rateLimiter.forget();
      return context.json(await limitOf(services, projectId, model ?? ""), 200);
    },
    rejectInvalid(update),
  );
};

const idOf = (model: string) => `rl-${model}`;

function modelsOf({ models }: ApiServices): string[] {
  return [...new Set(models.models().map(limitedName))];
}

async function limitOf(
  { rateLimiter }: ApiServices,
  projectId: string,
  model: string,
): Promise<z.infer<typeof rateLimit>> {
  const { requestsPerMinute, tokensPerMinute, batchTokensPerDay } = await rateLimiter.limitsOf(
    projectId,
    model,
  );
  return {
    object: "project.rate_limit",
    id: idOf(model),
    model,
    max_requests_per_1_minute: requestsPerMinute ?? UNLIMITED,
    max_tokens_per_1_minute: tokensPerMinute ?? UNLIMITED,
    ...(batchTokensPerDay !== undefined && { batch_1_day_max_input_tokens: batchTokensPerDay }),
  };
}

function indexOf(all: readonly { readonly id: string }[], id: string, parameter: string): number {
  const index = all.findIndex((each) => each.id === id);
  if (index >= 0) return index;
  throw invalidRequest(
    `The object that '${parameter}' names is not in this list.`,
    parameter,
    "invalid_value",
  );
}
