import { createRoute, z } from "@hono/zod-openapi";
import { createId, issueKey, type ServiceAccount, StoreError } from "../../store/index.ts";
import type { ApiServices, Resource } from "../api-environment.ts";
import { listSchema, pageParameters, toList, toPageQuery } from "../lists/list-page.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { type Administration, administer } from "./administer.ts";
import { jsonAnswer, jsonRequest, tags } from "./json-answer.ts";
import { notFound, requireActiveProject } from "./organization-errors.ts";
import { permissionFields, toPermissions } from "./project-api-key-object.ts";
import {
  createdServiceAccount,
  deletedServiceAccount,
  serviceAccount,
  serviceAccountKey,
  toServiceAccount,
  toServiceAccountKey,
} from "./service-account-object.ts";

const ACCOUNTS = "/v1/organization/projects/{project_id}/service_accounts";
const ACCOUNT = `${ACCOUNTS}/{service_account_id}` as const;
const listParams = z.object({ project_id: z.string() });
const params = listParams.extend({ service_account_id: z.string() });
const name = z.string().min(1).max(256);

const { order: _, ...page } = pageParameters("asc");
const listQuery = z.object(page);

const creation = z
  .strictObject({ name, create_service_account_only: z.boolean().nullish() })
  .openapi("ProjectServiceAccountCreateRequest");

const update = z
  .strictObject({ name: name.optional(), role: z.enum(["member", "owner"]).optional() })
  .openapi("UpdateProjectServiceAccountBody");

const keyCreation = z
  .strictObject({ name: name.optional(), ...permissionFields })
  .openapi("CreateProjectServiceAccountApiKeyBody");

const listRoute = createRoute({
  method: "get",
  path: ACCOUNTS,
  summary: "List a project's service accounts.",
  tags,
  request: { params: listParams, query: listQuery },
  responses: jsonAnswer(
    listSchema(serviceAccount).openapi("ProjectServiceAccountListResponse"),
    "Service accounts.",
  ),
});

const retrieveRoute = createRoute({
  method: "get",
  path: ACCOUNT,
  summary: "Look up a service account.",
  tags,
  request: { params },
  responses: jsonAnswer(serviceAccount, "The service account."),
});

const deleteRoute = createRoute({
  method: "delete",
  path: ACCOUNT,
  summary: "Delete a service account and revoke its keys.",
  tags,
  request: { params },
  responses: jsonAnswer(deletedServiceAccount, "It is gone."),
});

/** `/v1/organization/projects/{project_id}/service_accounts` */
export const serviceAccounts: Resource = (application, services) => {
  const { store, limits, random } = services;
  const body = jsonBody(limits.maximumBodyBytes);
  const createAccountRoute = createRoute({
    method: "post",
    path: ACCOUNTS,
    summary: "Make a service account, with a key.",
    tags,
    middleware: [body] as const,
    request: { params: listParams, body: jsonRequest(creation) },
    responses: jsonAnswer(createdServiceAccount, "The service account, with its key's value."),
  });
  const updateRoute = createRoute({
    method: "post",
    path: ACCOUNT,
    summary: "Change a service account.",
    tags,
    middleware: [body] as const,
    request: { params, body: jsonRequest(update) },
    responses: jsonAnswer(serviceAccount, "The service account."),
  });
  const createKeyRoute = createRoute({
    method: "post",
    path: `${ACCOUNT}/api_keys`,
    summary: "Make another key for a service account.",
    tags,
    middleware: [body] as const,
    request: { params, body: jsonRequest(keyCreation) },
    responses: jsonAnswer(serviceAccountKey, "The key, with its value."),
  });

  application.openapi(
    createAccountRoute,
    async (context) => {
      const projectId = context.req.valid("param").project_id;
      const { name, create_service_account_only } = context.req.valid("json");
      const role = create_service_account_only ? "none" : "member";
      const made = await administer(context, services, async (administration) => {
        const { repositories, seconds, record } = administration;
        await requireActiveProject(repositories, projectId);
        const account = {
          id: createId("svc_acct", random),
          projectId,
          name,
          role,
          createdAt: seconds,
        } as const;
        await repositories.serviceAccounts.create(account);
        const details = { id: account.id, data: { role } };
        await record({ type: "service_account.created", projectId, resourceId: account.id, details });
        if (role === "none") return { account, key: null };
        return { account, key: await issue(administration, services, account, { name: "Secret Key" }) };
      });
      const api_key = made.key === null ? null : toServiceAccountKey(made.key);
      return context.json({ ...toServiceAccount(made.account), api_key }, 200);
    },
    rejectInvalid(creation),
  );

  application.openapi(
    listRoute,
    async (context) => {
      const { project_id } = context.req.valid("param");
      await requireActiveProject(store, project_id);
      const query = toPageQuery(context.req.valid("query"), "asc");
      const { data, hasMore } = await store.serviceAccounts.list(project_id, query);
      return context.json(toList({ data: data.map(toServiceAccount), hasMore }), 200);
    },
    rejectInvalid(listQuery),
  );

  application.openapi(retrieveRoute, async (context) => {
    const { project_id, service_account_id: id } = context.req.valid("param");
    const account = await store.serviceAccounts.get(project_id, id);
    if (account === undefined) throw notFound("service account", id);
    return context.json(toServiceAccount(account), 200);
  });

  application.openapi(
    updateRoute,
    async (context) => {
      const { project_id: projectId, service_account_id: id } = context.req.valid("param");
      const { name, role } = context.req.valid("json");
      const account = await administer(context, services, async ({ repositories, record }) => {
        await requireActiveProject(repositories, projectId);
        const changed = await repositories.serviceAccounts.update(projectId, id, { name, role });
        if (changed === undefined) throw notFound("service account", id);
        const details = { id, changes_requested: { name, role } };
        await record({ type: "service_account.updated", projectId, resourceId: id, details });
        return changed;
      });
      return context.json(toServiceAccount(account), 200);
    },
    rejectInvalid(update),
  );

  application.openapi(deleteRoute, async (context) => {
    const { project_id: projectId, service_account_id: id } = context.req.valid("param");
    await administer(context, services, async ({ repositories, seconds, record }) => {
      await requireActiveProject(repositories, projectId);
      const existed = await repositories.serviceAccounts.delete(projectId, id, seconds);
      if (!existed) throw notFound("service account", id);
      await record({ type: "service_account.deleted", projectId, resourceId: id, details: { id } });
    });
    return context.json(
      { object: "organization.project.service_account.deleted" as const, id, deleted: true as const },
      200,
    );
  });

  application.openapi(
    createKeyRoute,
    async (context) => {
      const { project_id: projectId, service_account_id: id } = context.req.valid("param");
      const wanted = context.req.valid("json");
      const issued = await administer(context, services, async (administration) => {
        const { repositories } = administration;
        await requireActiveProject(repositories, projectId);
        const account = await repositories.serviceAccounts.get(projectId, id);
        if (account === undefined) throw notFound("service account", id);
        return issue(administration, services, account, { ...wanted, name: wanted.name ?? "Secret Key" });
      });
      return context.json(toServiceAccountKey(issued), 200);
    },
    rejectInvalid(keyCreation),
  );
};

function issue(
  { repositories, now, actor }: Administration,
  { random }: ApiServices,
  { id, projectId }: ServiceAccount,
  { name, ...wanted }: Parameters<typeof toPermissions>[0] & { readonly name: string },
) {
  const permissions = toPermissions(wanted);
  return issueKey(
    repositories,
    { kind: "project", projectId, serviceAccountId: id, name, permissions },
    { now, actor, random },
  ).catch((error: unknown) => {
    // Deleted while the key was made.
    throw error instanceof StoreError && error.code === "not-found" ? notFound("service account", id) : error;
  });
}
