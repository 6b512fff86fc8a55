import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { SpendScope } from "../../store/index.ts";
import type { ApiEnvironment, ApiServices, Resource } from "../api-environment.ts";
import { ApiError } from "../errors/api-error.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { type Administration, administer } from "./administer.ts";
import { jsonAnswer, jsonRequest, tags } from "./json-answer.ts";
import { notFound, requireProject } from "./organization-errors.ts";

const MAXIMUM_CENTS = 1_000_000_000_000;

const update = z
  .strictObject({
    threshold_amount: z.int().min(1).max(MAXIMUM_CENTS).openapi({ description: "Cents." }),
    currency: z.literal("USD"),
    interval: z.literal("month"),
  })
  .openapi("UpdateSpendLimitBody");

const limitFields = {
  threshold_amount: z.int().openapi({ description: "Cents." }),
  currency: z.literal("USD"),
  interval: z.literal("month"),
  enforcement: z.object({ status: z.enum(["inactive", "enforcing"]) }),
};

/** What a budget is for: where its resource lies, what it is called, and how its path names it. */
interface Level {
  readonly path: string;
  readonly object: string;
  readonly component: string;
  /** The budget that the path means. Throws 404 where there is no such project or key. */
  scopeOf(
    context: Context<ApiEnvironment>,
    repositories: Administration["repositories"],
  ): Promise<{ readonly scope: SpendScope; readonly projectId?: string }>;
}

const parameter = (context: Context<ApiEnvironment>, name: string) => context.req.param(name) ?? "";

const LEVELS: readonly Level[] = [
  {
    path: "/v1/organization/spend_limit",
    object: "organization.spend_limit",
    component: "OrganizationSpendLimit",
    scopeOf: async () => ({ scope: { kind: "organization" } }),
  },
  {
    path: "/v1/organization/projects/{project_id}/spend_limit",
    object: "project.spend_limit",
    component: "ProjectSpendLimit",
    async scopeOf(context, repositories) {
      const { id } = await requireProject(repositories, parameter(context, "project_id"));
      return { scope: { kind: "project", id }, projectId: id };
    },
  },
  {
    // Not in the hosted service, whose keys have no budgets.
    path: "/v1/organization/projects/{project_id}/api_keys/{api_key_id}/spend_limit",
    object: "project.api_key.spend_limit",
    component: "ProjectApiKeySpendLimit",
    async scopeOf(context, repositories) {
      const project = await requireProject(repositories, parameter(context, "project_id"));
      const id = parameter(context, "api_key_id");
      const key = await repositories.apiKeys.getProjectKey(project.id, id);
      if (key === undefined) throw notFound("API key", id);
      return { scope: { kind: "key", id }, projectId: project.id };
    },
  },
];

/** What may be spent in a month: by the organization, a project, a key. */
export const spendLimits: Resource = (application, services) => {
  for (const level of LEVELS) addLevel(application, services, level);
};

const addLevel = (
  application: Parameters<Resource>[0],
  services: ApiServices,
  { path, object, component, scopeOf }: Level,
) => {
  const { store, limits, budgets } = services;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => [name, z.string()] as const);
  const params = z.object(Object.fromEntries(names));
  const limit = z.object({ object: z.literal(object), ...limitFields }).openapi(component);
  const deleted = z.object({ object: z.literal(`${object}.deleted`), deleted: z.literal(true) });

  const wire = async (scope: SpendScope, cents: number): Promise<z.infer<typeof limit>> => ({
    object,
    threshold_amount: cents,
    currency: "USD",
    interval: "month",
    enforcement: { status: (await budgets.isSpent(scope, cents)) ? "enforcing" : "inactive" },
  });

  application.openapi(
    createRoute({
      method: "get",
      path,
      summary: "Tell the monthly budget.",
      tags,
      request: { params },
      responses: jsonAnswer(limit, "The budget."),
    }),
    async (context) => {
      const { scope } = await scopeOf(context, store);
      const cents = await store.spendLimits.get(scope);
      if (cents === undefined) throw noBudget();
      return context.json(await wire(scope, cents), 200);
    },
  );

  application.openapi(
    createRoute({
      method: "post",
      path,
      summary: "Set the monthly budget: once it is spent, requests are refused until the month is over.",
      tags,
      middleware: [jsonBody(limits.maximumBodyBytes)] as const,
      request: { params, body: jsonRequest(update) },
      responses: jsonAnswer(limit, "The budget."),
    }),
    async (context) => {
      const { threshold_amount: cents } = context.req.valid("json");
      const scope = await administer(context, services, async (administration) => {
        const found = await scopeOf(context, administration.repositories);
        await administration.repositories.spendLimits.set(found.scope, cents);
        await record(administration, found, { threshold_amount: cents });
        return found.scope;
      });
      budgets.forget();
      return context.json(await wire(scope, cents), 200);
    },
    rejectInvalid(update),
  );

  application.openapi(
    createRoute({
      method: "delete",
      path,
      summary: "Take the monthly budget away: there is no limit then.",
      tags,
      request: { params },
      responses: jsonAnswer(deleted, "It is gone."),
    }),
    async (context) => {
      await administer(context, services, async (administration) => {
        const found = await scopeOf(context, administration.repositories);
        if (!(await administration.repositories.spendLimits.delete(found.scope))) throw noBudget();
        await record(administration, found, null);
      });
      budgets.forget();
      return context.json({ object: `${object}.deleted` as const, deleted: true as const }, 200);
    },
  );
};

function record(
  { record: append }: Administration,
  { scope, projectId }: { readonly scope: SpendScope; readonly projectId?: string },
  spendLimit: object | null,
): Promise<void> {
  const resourceId = scope.kind === "organization" ? "organization" : scope.id;
  const type = {
    organization: "organization.updated",
    project: "project.updated",
    key: "api_key.updated",
  }[scope.kind];
  const details = { id: resourceId, changes_requested: { spend_limit: spendLimit } };
  return append({ type, projectId, resourceId, details });
}

function noBudget(): ApiError {
  return new ApiError({
    status: 404,
    type: "invalid_request_error",
    message: "No spend limit is set.",
    code: "not_found",
  });
}
