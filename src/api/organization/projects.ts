import { createRoute, z } from "@hono/zod-openapi";
import { createId, defaultProjectId, type Project } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { invalidRequest } from "../errors/api-error.ts";
import { listSchema, pageParameters, toList, toPageQuery } from "../lists/list-page.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { queryBoolean } from "../validation/fields.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { administer } from "./administer.ts";
import { endWork } from "./end-work.ts";
import { jsonAnswer, jsonRequest, tags } from "./json-answer.ts";
import { requireActiveProject, requireProject } from "./organization-errors.ts";

const PROJECTS = "/v1/organization/projects";
const PROJECT = `${PROJECTS}/{project_id}` as const;
const params = z.object({ project_id: z.string() });

const { order: _, ...page } = pageParameters("asc");
const listQuery = z.object({ ...page, include_archived: queryBoolean().optional() });

const projectObject = z
  .object({
    id: z.string(),
    object: z.literal("organization.project"),
    name: z.string(),
    created_at: z.int(),
    archived_at: z.int().nullable(),
    status: z.enum(["active", "archived"]),
    external_key_id: z.null(),
  })
  .openapi("Project");

const name = z.string().min(1).max(256);

const creation = z
  .strictObject({
    name,
    residency: z.string().nullish(),
    external_key_id: z.string().nullish(),
  })
  .openapi("ProjectCreateRequest");

const update = z
  .strictObject({ name: name.nullish(), external_key_id: z.string().nullish() })
  .openapi("ProjectUpdateRequest");

const retrieveRoute = createRoute({
  method: "get",
  path: PROJECT,
  summary: "Look up a project.",
  tags,
  request: { params },
  responses: jsonAnswer(projectObject, "The project."),
});

const listRoute = createRoute({
  method: "get",
  path: PROJECTS,
  summary: "List projects.",
  tags,
  request: { query: listQuery },
  responses: jsonAnswer(listSchema(projectObject).openapi("ProjectListResponse"), "Projects."),
});

const archiveRoute = createRoute({
  method: "post",
  path: `${PROJECT}/archive`,
  summary: "Archive a project: its keys and its work end, what it made stays.",
  tags,
  request: { params },
  responses: jsonAnswer(projectObject, "The project."),
});

/** `/v1/organization/projects` */
export const projects: Resource = (application, services) => {
  const { store, limits, random } = services;
  const body = jsonBody(limits.maximumBodyBytes);
  const createProjectRoute = createRoute({
    method: "post",
    path: PROJECTS,
    summary: "Begin a project.",
    tags,
    middleware: [body] as const,
    request: { body: jsonRequest(creation) },
    responses: jsonAnswer(projectObject, "The project."),
  });
  const updateRoute = createRoute({
    method: "post",
    path: PROJECT,
    summary: "Rename a project.",
    tags,
    middleware: [body] as const,
    request: { params, body: jsonRequest(update) },
    responses: jsonAnswer(projectObject, "The project."),
  });

  application.openapi(
    createProjectRoute,
    async (context) => {
      const { name, residency, external_key_id } = context.req.valid("json");
      refuseUnsupported({ residency, external_key_id });
      const project = await administer(context, services, async ({ repositories, seconds, record }) => {
        const id = createId("proj", random);
        const made = await repositories.projects.create({ id, name, createdAt: seconds });
        const details = { id, data: { name, title: name } };
        await record({ type: "project.created", projectId: id, resourceId: id, details });
        return made;
      });
      return context.json(toWire(project), 200);
    },
    rejectInvalid(creation),
  );

  application.openapi(
    listRoute,
    async (context) => {
      const { include_archived = false, ...parameters } = context.req.valid("query");
      const query = { ...toPageQuery(parameters, "asc"), includeArchived: include_archived };
      const { data, hasMore } = await store.projects.list(query);
      return context.json(toList({ data: data.map(toWire), hasMore }), 200);
    },
    rejectInvalid(listQuery),
  );

  application.openapi(retrieveRoute, async (context) =>
    context.json(toWire(await requireProject(store, context.req.valid("param").project_id)), 200),
  );

  application.openapi(
    updateRoute,
    async (context) => {
      const id = context.req.valid("param").project_id;
      const { name, external_key_id } = context.req.valid("json");
      refuseUnsupported({ external_key_id });
      const project = await administer(context, services, async ({ repositories, record }) => {
        const before = await requireActiveProject(repositories, id);
        refuseDefault(id, "updated");
        if (name == null) return before;
        const details = { id, changes_requested: { title: name } };
        await record({ type: "project.updated", projectId: id, resourceId: id, details });
        return (await repositories.projects.rename(id, name)) ?? before;
      });
      return context.json(toWire(project), 200);
    },
    rejectInvalid(update),
  );

  application.openapi(archiveRoute, async (context) => {
    const id = context.req.valid("param").project_id;
    const { project, tell } = await administer(
      context,
      services,
      async ({ repositories, seconds, record }) => {
        const before = await requireActiveProject(repositories, id);
        refuseDefault(id, "archived");
        await record({ type: "project.archived", projectId: id, resourceId: id, details: { id } });
        return {
          project: (await repositories.projects.archive(id, seconds)) ?? before,
          tell: await endWork(id, repositories, services),
        };
      },
    );
    tell();
    return context.json(toWire(project), 200);
  });
};

function refuseDefault(id: string, verb: string): void {
  if (id !== defaultProjectId) return;
  throw invalidRequest(`The default project cannot be ${verb}.`, "project_id", "default_project");
}

/** Where things lie and what encrypts them is decided by whoever runs the server. */
function refuseUnsupported(fields: Readonly<Record<string, string | null | undefined>>): void {
  for (const [field, value] of Object.entries(fields)) {
    if (value == null) continue;
    throw invalidRequest(`'${field}' is not supported by this server.`, field, "unsupported_parameter");
  }
}

function toWire(project: Project): z.infer<typeof projectObject> {
  return {
    id: project.id,
    object: "organization.project",
    name: project.name,
    created_at: project.createdAt,
    archived_at: project.archivedAt ?? null,
    status: project.archivedAt === undefined ? "active" : "archived",
    external_key_id: null,
  };
}
