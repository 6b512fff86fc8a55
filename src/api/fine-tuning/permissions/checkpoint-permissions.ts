import { createRoute, z } from "@hono/zod-openapi";
import { type CheckpointPermission, createId } from "../../../store/index.ts";
import type { ApiServices, Resource } from "../../api-environment.ts";
import { modelMissing } from "../../errors/model-not-found.ts";
import { listSchema, type PageSize, pageParameters, toList } from "../../lists/list-page.ts";
import { administer } from "../../organization/administer.ts";
import { jsonAnswer, jsonRequest } from "../../organization/json-answer.ts";
import { notFound, requireActiveProject } from "../../organization/organization-errors.ts";
import { jsonBody } from "../../request-body/json-body.ts";
import { listOf } from "../../validation/fields.ts";
import { rejectInvalid } from "../../validation/reject-invalid.ts";

const PERMISSIONS = "/v1/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions";
const tags = ["Fine-tuning"];
const params = z.object({ fine_tuned_model_checkpoint: z.string() });

const PAGE: PageSize = { usual: 10, maximum: 100 };
const { limit, after } = pageParameters("desc", PAGE);
const listQuery = z.object({
  limit,
  after,
  order: z.enum(["ascending", "descending"]).optional().openapi({ default: "descending" }),
  project_id: z.string().max(256).optional(),
});

const permission = z
  .object({
    id: z.string(),
    object: z.literal("checkpoint.permission"),
    created_at: z.int(),
    project_id: z.string(),
  })
  .openapi("FineTuningCheckpointPermission");

const list = listSchema(permission).openapi("ListFineTuningCheckpointPermissionResponse");

const creation = z
  .strictObject({ project_ids: listOf(z.string().min(1).max(256), { minimum: 1, maximum: 100 }) })
  .openapi("CreateFineTuningCheckpointPermissionRequest");

const deleted = z
  .object({ id: z.string(), object: z.literal("checkpoint.permission"), deleted: z.literal(true) })
  .openapi("DeleteFineTuningCheckpointPermissionResponse");

const listRoute = createRoute({
  method: "get",
  path: PERMISSIONS,
  summary: "List the projects that may use another project's tuned model.",
  tags,
  request: { params, query: listQuery },
  responses: jsonAnswer(list, "The permissions, newest first."),
});

const deleteRoute = createRoute({
  method: "delete",
  path: `${PERMISSIONS}/{permission_id}`,
  summary: "Take a project's permission away.",
  tags,
  request: { params: params.extend({ permission_id: z.string() }) },
  responses: jsonAnswer(deleted, "It is gone."),
});

/** `/v1/fine_tuning/checkpoints/{model}/permissions`, for administrators */
export const checkpointPermissions: Resource = (application, services) => {
  const { store, random, limits } = services;
  const createPermissions = createRoute({
    method: "post",
    path: PERMISSIONS,
    summary: "Let other projects use a tuned model.",
    tags,
    middleware: [jsonBody(limits.maximumBodyBytes)] as const,
    request: { params, body: jsonRequest(creation) },
    responses: jsonAnswer(list, "The permissions, one for each project."),
  });

  application.openapi(
    createPermissions,
    async (context) => {
      const { fine_tuned_model_checkpoint: model } = context.req.valid("param");
      const projectIds = new Set(context.req.valid("json").project_ids);
      const data = await administer(context, services, async ({ repositories, seconds, record }) => {
        await requireTuned(repositories, model);
        const permissions: CheckpointPermission[] = [];
        for (const projectId of projectIds) {
          await requireActiveProject(repositories, projectId);
          const made = { id: createId("cp", random), model, projectId, createdAt: seconds };
          const permission = await repositories.checkpointPermissions.add(made);
          permissions.push(permission);
          if (permission.id !== made.id) continue;
          const details = {
            id: permission.id,
            data: { project_id: projectId, fine_tuned_model_checkpoint: model },
          };
          const resourceId = permission.id;
          await record({ type: "checkpoint.permission.created", projectId, resourceId, details });
        }
        return permissions.map(toWire);
      });
      return context.json(toList({ data, hasMore: false }), 200);
    },
    rejectInvalid(creation),
  );

  application.openapi(
    listRoute,
    async (context) => {
      const { fine_tuned_model_checkpoint: model } = context.req.valid("param");
      await requireTuned(store, model);
      const { project_id: projectId, order, ...wishes } = context.req.valid("query");
      const page = await store.checkpointPermissions.list(model, {
        limit: wishes.limit ?? PAGE.usual,
        order: order === "ascending" ? "asc" : "desc",
        after: wishes.after,
        projectId,
      });
      return context.json(toList({ ...page, data: page.data.map(toWire) }), 200);
    },
    rejectInvalid(listQuery),
  );

  application.openapi(deleteRoute, async (context) => {
    const { fine_tuned_model_checkpoint: model, permission_id: id } = context.req.valid("param");
    await administer(context, services, async ({ repositories, record }) => {
      const gone = await repositories.checkpointPermissions.delete(model, id);
      if (gone === undefined) throw notFound("checkpoint permission", id);
      const { projectId } = gone;
      await record({ type: "checkpoint.permission.deleted", projectId, resourceId: id, details: { id } });
    });
    return context.json({ id, object: "checkpoint.permission" as const, deleted: true as const }, 200);
  });
};

/** A model of any project. Throws 404. */
async function requireTuned(
  { tunedModels }: Pick<ApiServices["store"], "tunedModels">,
  name: string,
): Promise<void> {
  if ((await tunedModels.get(undefined, name)) === undefined) throw modelMissing(name);
}

function toWire({ id, createdAt, projectId }: CheckpointPermission): z.infer<typeof permission> {
  return { id, object: "checkpoint.permission", created_at: createdAt, project_id: projectId };
}
