import { createRoute, z } from "@hono/zod-openapi";
import type { ModelPermissions } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { listOf } from "../validation/fields.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { administer } from "./administer.ts";
import { jsonAnswer, jsonRequest, tags } from "./json-answer.ts";
import { notFound, requireActiveProject, requireProject } from "./organization-errors.ts";

const PERMISSIONS = "/v1/organization/projects/{project_id}/model_permissions";
const params = z.object({ project_id: z.string() });
const mode = z.enum(["allow_list", "deny_list"]);

const permissionsObject = z
  .object({ object: z.literal("project.model_permissions"), mode, model_ids: z.array(z.string()) })
  .openapi("ProjectModelPermissions");

const update = z
  .strictObject({ mode, model_ids: listOf(z.string().min(1).max(256), { maximum: 1_000 }) })
  .openapi("ProjectModelPermissionsUpdateRequest");

const deleted = z.object({
  object: z.literal("project.model_permissions.deleted"),
  deleted: z.literal(true),
});

const retrieveRoute = createRoute({
  method: "get",
  path: PERMISSIONS,
  summary: "Tell which models a project may ask.",
  tags,
  request: { params },
  responses: jsonAnswer(permissionsObject, "The list."),
});

const deleteRoute = createRoute({
  method: "delete",
  path: PERMISSIONS,
  summary: "Let a project ask every model again.",
  tags,
  request: { params },
  responses: jsonAnswer(deleted, "There is no list any more."),
});

/** `/v1/organization/projects/{project_id}/model_permissions` */
export const modelPermissions: Resource = (application, services) => {
  const { store, limits } = services;
  const updateRoute = createRoute({
    method: "post",
    path: PERMISSIONS,
    summary: "Say which models a project may ask, or may not.",
    tags,
    middleware: [jsonBody(limits.maximumBodyBytes)] as const,
    request: { params, body: jsonRequest(update) },
    responses: jsonAnswer(permissionsObject, "The list."),
  });

  application.openapi(retrieveRoute, async (context) => {
    const { project_id: id } = context.req.valid("param");
    await requireProject(store, id);
    const permissions = await store.modelPermissions.get(id);
    if (permissions === undefined) throw notFound("model permissions of a project", id);
    return context.json(toWire(permissions), 200);
  });

  application.openapi(
    updateRoute,
    async (context) => {
      const { project_id: projectId } = context.req.valid("param");
      const { mode, model_ids: modelIds } = context.req.valid("json");
      await administer(context, services, async ({ repositories, record }) => {
        await requireActiveProject(repositories, projectId);
        await repositories.modelPermissions.set(projectId, { mode, modelIds });
        const changes_requested = { model_permissions: { mode, model_ids: modelIds } };
        const details = { id: projectId, changes_requested };
        await record({ type: "project.updated", projectId, resourceId: projectId, details });
      });
      return context.json(toWire({ mode, modelIds }), 200);
    },
    rejectInvalid(update),
  );

  application.openapi(deleteRoute, async (context) => {
    const { project_id: projectId } = context.req.valid("param");
    await administer(context, services, async ({ repositories, record }) => {
      await requireActiveProject(repositories, projectId);
      if (!(await repositories.modelPermissions.delete(projectId))) {
        throw notFound("model permissions of a project", projectId);
      }
      const details = { id: projectId, changes_requested: { model_permissions: null } };
      await record({ type: "project.updated", projectId, resourceId: projectId, details });
    });
    return context.json(
      { object: "project.model_permissions.deleted" as const, deleted: true as const },
      200,
    );
  });
};

function toWire({ mode, modelIds }: ModelPermissions): z.infer<typeof permissionsObject> {
  return { object: "project.model_permissions", mode, model_ids: [...modelIds] };
}
