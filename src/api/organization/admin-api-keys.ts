import { createRoute, z } from "@hono/zod-openapi";
import { type AdminKey, issueKey, revokeKey } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { listSchema, pageParameters, toList, toPageQuery } from "../lists/list-page.ts";
import { jsonBody } from "../request-body/json-body.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { administer } from "./administer.ts";
import { ADMINISTRATOR } from "./administrator.ts";
import { jsonAnswer, jsonRequest, tags } from "./json-answer.ts";
import { notFound } from "./organization-errors.ts";

const KEYS = "/v1/organization/admin_api_keys";
const KEY = `${KEYS}/{key_id}` as const;
const YEAR_SECONDS = 31_536_000;
const params = z.object({ key_id: z.string() });
const listQuery = z.object(pageParameters("asc"));

const adminApiKey = z
  .object({
    object: z.literal("organization.admin_api_key"),
    id: z.string(),
    name: z.string(),
    redacted_value: z.string(),
    created_at: z.int(),
    expires_at: z.int().nullable(),
    last_used_at: z.int().nullable(),
    owner: z.object({
      type: z.literal("user"),
      object: z.literal("organization.user"),
      id: z.string(),
      name: z.string(),
      created_at: z.int(),
      role: z.string(),
    }),
  })
  .openapi("AdminApiKey");

const createdKey = adminApiKey
  .extend({ value: z.string().openapi({ description: "Told once." }) })
  .openapi("AdminApiKeyCreateResponse");

const creation = z
  .strictObject({
    name: z.string().min(1).max(256),
    expires_in_seconds: z.int().min(1).max(YEAR_SECONDS).optional(),
  })
  .openapi("CreateAdminApiKeyRequest");

const deleted = z.object({
  id: z.string(),
  object: z.literal("organization.admin_api_key.deleted"),
  deleted: z.literal(true),
});

const listRoute = createRoute({
  method: "get",
  path: KEYS,
  summary: "List admin keys.",
  tags,
  request: { query: listQuery },
  responses: jsonAnswer(listSchema(adminApiKey).openapi("ApiKeyList"), "Keys, without their values."),
});

const retrieveRoute = createRoute({
  method: "get",
  path: KEY,
  summary: "Look up an admin key.",
  tags,
  request: { params },
  responses: jsonAnswer(adminApiKey, "The key, without its value."),
});

const deleteRoute = createRoute({
  method: "delete",
  path: KEY,
  summary: "Revoke an admin key.",
  tags,
  request: { params },
  responses: jsonAnswer(deleted, "It is revoked."),
});

/** `/v1/organization/admin_api_keys` */
export const adminApiKeys: Resource = (application, services) => {
  const { store, limits } = services;
  const createKeyRoute = createRoute({
    method: "post",
    path: KEYS,
    summary: "Make an admin key.",
    tags,
    middleware: [jsonBody(limits.maximumBodyBytes)] as const,
    request: { body: jsonRequest(creation) },
    responses: jsonAnswer(createdKey, "The key, with its value."),
  });

  application.openapi(
    createKeyRoute,
    async (context) => {
      const { name, expires_in_seconds } = context.req.valid("json");
      const { key, value } = await administer(context, services, ({ repositories, now, actor }) =>
        issueKey(
          repositories,
          { kind: "admin", name, expiresInSeconds: expires_in_seconds },
          { now, actor, random: services.random },
        ),
      );
      return context.json({ ...toWire(key as AdminKey), value }, 200);
    },
    rejectInvalid(creation),
  );

  application.openapi(
    listRoute,
    async (context) => {
      const page = await store.apiKeys.listAdminKeys(toPageQuery(context.req.valid("query"), "asc"));
      return context.json(toList({ ...page, data: page.data.map(toWire) }), 200);
    },
    rejectInvalid(listQuery),
  );

  application.openapi(retrieveRoute, async (context) => {
    const id = context.req.valid("param").key_id;
    const key = await store.apiKeys.getAdminKey(id);
    if (key === undefined) throw notFound("admin API key", id);
    return context.json(toWire(key), 200);
  });

  application.openapi(deleteRoute, async (context) => {
    const id = context.req.valid("param").key_id;
    await administer(context, services, async ({ repositories, now, actor }) => {
      if ((await repositories.apiKeys.getAdminKey(id)) === undefined) throw notFound("admin API key", id);
      await revokeKey(repositories, id, { now, actor, random: services.random });
    });
    return context.json(
      { id, object: "organization.admin_api_key.deleted" as const, deleted: true as const },
      200,
    );
  });
};

function toWire(key: AdminKey): z.infer<typeof adminApiKey> {
  const { id, name, role } = ADMINISTRATOR;
  return {
    object: "organization.admin_api_key",
    id: key.id,
    name: key.name,
    redacted_value: key.redactedValue,
    created_at: key.createdAt,
    expires_at: key.expiresAt ?? null,
    last_used_at: key.lastUsedAt ?? null,
    owner: { type: "user", object: "organization.user", id, name, created_at: key.createdAt, role },
  };
}
