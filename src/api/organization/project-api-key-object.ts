import { z } from "@hono/zod-openapi";
import type { KeyPermissions, ProjectKey, ServiceAccount } from "../../store/index.ts";
import { listOf } from "../validation/fields.ts";
import { ADMINISTRATOR } from "./administrator.ts";

const owner = { id: z.string(), name: z.string(), created_at: z.int(), role: z.string() };

export const projectApiKey = z
  .object({
    object: z.literal("organization.project.api_key"),
    redacted_value: z.string(),
    name: z.string(),
    created_at: z.int(),
    last_used_at: z.int().nullable(),
    expires_at: z
      .int()
      .nullable()
      .openapi({ description: "When it stops working; null: never. Not in the hosted service." }),
    id: z.string(),
    owner_project_access: z.enum(["active", "inactive"]),
    owner: z.union([
      z.object({ type: z.literal("user"), user: z.object({ ...owner, email: z.string() }) }),
      z.object({ type: z.literal("service_account"), service_account: z.object(owner) }),
    ]),
    access: z
      .union([z.enum(["all", "read_only"]), z.array(z.string())])
      .openapi({ description: "What the key may do; a list names scopes. Not in the hosted service." }),
    models: z
      .array(z.string())
      .nullable()
      .openapi({ description: "Models it may ask; null: all. Not in the hosted service." }),
  })
  .openapi("ProjectApiKey");

const scope = z.string().regex(/^[\w.-]{1,64}$/);
const model = z.string().min(1).max(256);

/** What a key may be restricted to when it is made. */
export const permissionFields = {
  access: z.enum(["all", "read_only"]).optional(),
  scopes: listOf(scope, { maximum: 100 }).optional().openapi({
    description: "Such as `model.request` or `api.files.read`. Absent: everything that `access` says.",
  }),
  models: listOf(model, { maximum: 100 }).optional(),
};

interface WantedPermissions {
  readonly access?: "all" | "read_only" | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly models?: readonly string[] | undefined;
}

export function toPermissions({ access, scopes, models }: WantedPermissions): KeyPermissions {
  return {
    access: scopes ?? (access === "read_only" ? "read-only" : "all"),
    models: models ?? "all",
  };
}

export function toProjectApiKey(
  key: ProjectKey,
  account: ServiceAccount | undefined,
): z.infer<typeof projectApiKey> {
  const { access, models } = key.permissions;
  return {
    object: "organization.project.api_key",
    redacted_value: key.redactedValue,
    name: key.name,
    created_at: key.createdAt,
    last_used_at: key.lastUsedAt ?? null,
    expires_at: key.expiresAt ?? null,
    id: key.id,
    owner_project_access: "active",
    owner:
      account === undefined
        ? { type: "user", user: { ...ADMINISTRATOR, created_at: key.createdAt } }
        : {
            type: "service_account",
            service_account: {
              id: account.id,
              name: account.name,
              created_at: account.createdAt,
              role: account.role,
            },
          },
    access: access === "read-only" ? "read_only" : access === "all" ? access : [...access],
    models: models === "all" ? null : [...models],
  };
}
