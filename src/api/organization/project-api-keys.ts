import { createRoute, z } from "@hono/zod-openapi";
import { issueKey, type ProjectKey, type Repositories, revokeKey } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { invalidRequest } from "../errors/api-error.ts";
import { listSchema, pageParameters, toList, toPageQuery } from "../lists/list-page.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { administer } from "./administer.ts";
import { jsonAnswer, jsonRequest, tags } from "./json-answer.ts";
import { notFound, requireActiveProject, requireProject } from "./organization-errors.ts";
import { permissionFields, projectApiKey, toPermissions, toProjectApiKey } from "./project-api-key-object.ts";

const KEYS = "/v1/organization/projects/{project_id}/api_keys";
const KEY = `${KEYS}/{api_key_id}` as const;
const YEAR_SECONDS = 31_536_000;
const listParams = z.object({ project_id: z.string() });
const params = listParams.extend({ api_key_id: z.string() });

const { order: _, ...page } = pageParameters("asc");
const listQuery = z.object({
  ...page,
  owner_project_access: z.enum(["active", "inactive", "any"]).optional(),
});

const creation = z
  .strictObject({
    name: z.string().min(1).max(256),
    expires_in_seconds: z.int().min(1).max(YEAR_SECONDS).optional(),
    ...permissionFields,
  })
  .openapi("CreateProjectApiKeyRequest");

const createdKey = projectApiKey
  .extend({ value: z.string().openapi({ description: "Told once." }) })
  .openapi("ProjectApiKeyCreateResponse");

const deleted = z.object({
  object: z.literal("organization.project.api_key.deleted"),
  id: z.string(),
  deleted: z.literal(true),
});

const listRoute = createRoute({
  method: "get",
  path: KEYS,
  summary: "List a project's keys.",
  tags,
  request: { params: listParams, query: listQuery },
  responses: jsonAnswer(
    listSchema(projectApiKey).openapi("ProjectApiKeyListResponse"),
    "Keys, without their values.",
  ),
});

const retrieveRoute = createRoute({
  method: "get",
  path: KEY,
  summary: "Look up a project's key.",
  tags,
  request: { params },
  responses: jsonAnswer(projectApiKey, "The key, without its value."),
});

const deleteRoute = createRoute({
  method: "delete",
  path: KEY,
  summary: "Revoke a project's key.",
  tags,
  request: { params },
  responses: jsonAnswer(deleted, "It is revoked."),
});

/** `/v1/organization/projects/{project_id}/api_keys`. The hosted service makes keys on its web page only. */
export const projectApiKeys: Resource = (application, services) => {
  const { store, limits, random } = services;
  const createKeyRoute = createRoute({
    method: "post",
    path: KEYS,
    summary: "Make a key for a project.",
    tags,
    middleware: [jsonBody(limits.maximumBodyBytes)] as const,
    request: { params: listParams, body: jsonRequest(creation) },
    responses: jsonAnswer(createdKey, "The key, with its value."),
  });

  application.openapi(
    createKeyRoute,
    async (context) => {
      const projectId = context.req.valid("param").project_id;
      const { name, expires_in_seconds, ...wanted } = context.req.valid("json");
      const { key, value } = await administer(context, services, async ({ repositories, now, actor }) => {
        await requireActiveProject(repositories, projectId);
        const permissions = toPermissions(wanted);
        return issueKey(
          repositories,
          { kind: "project", projectId, name, permissions, expiresInSeconds: expires_in_seconds },
          { now, actor, random },
        );
      });
      return context.json({ ...toProjectApiKey(key as ProjectKey, undefined), value }, 200);
    },
    rejectInvalid(creation),
  );

  application.openapi(
    listRoute,
    async (context) => {
      const { project_id } = context.req.valid("param");
      const { owner_project_access, ...parameters } = context.req.valid("query");
      await requireProject(store, project_id);
      // Whoever owns a key here has access: there are no members to be removed.
      if (owner_project_access === "inactive") return context.json(toList({ data: [], hasMore: false }), 200);
      const { data, hasMore } = await store.apiKeys.listProjectKeys(
        project_id,
        toPageQuery(parameters, "asc"),
      );
      const keys = [];
      for (const key of data) keys.push(await withOwner(store, key));
      return context.json(toList({ data: keys, hasMore }), 200);
    },
    rejectInvalid(listQuery),
  );

  application.openapi(retrieveRoute, async (context) => {
    const { project_id, api_key_id } = context.req.valid("param");
    await requireProject(store, project_id);
    const key = await store.apiKeys.getProjectKey(project_id, api_key_id);
    if (key === undefined) throw notFound("API key", api_key_id);
    return context.json(await withOwner(store, key), 200);
  });

  application.openapi(deleteRoute, async (context) => {
    const { project_id, api_key_id: id } = context.req.valid("param");
    await administer(context, services, async ({ repositories, now, actor }) => {
      await requireProject(repositories, project_id);
      const key = await repositories.apiKeys.getProjectKey(project_id, id);
      if (key === undefined) throw notFound("API key", id);
      if (key.serviceAccountId !== undefined) throw ownedByAccount();
      await revokeKey(repositories, id, { now, actor, random });
    });
    return context.json(
      { object: "organization.project.api_key.deleted" as const, id, deleted: true as const },
      200,
    );
  });
};

async function withOwner({ serviceAccounts }: Repositories, key: ProjectKey) {
  const { projectId, serviceAccountId } = key;
  const account =
    serviceAccountId === undefined ? undefined : await serviceAccounts.get(projectId, serviceAccountId);
  return toProjectApiKey(key, account);
}

function ownedByAccount() {
  return invalidRequest(
    "This API key belongs to a service account and cannot be deleted by itself. Delete the service account instead.",
    "api_key_id",
  );
}
