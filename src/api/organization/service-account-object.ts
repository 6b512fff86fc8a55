import { z } from "@hono/zod-openapi";
import type { IssuedKey, ServiceAccount } from "../../store/index.ts";

export const serviceAccount = z
  .object({
    object: z.literal("organization.project.service_account"),
    id: z.string(),
    name: z.string(),
    role: z.enum(["owner", "member", "none"]),
    created_at: z.int(),
  })
  .openapi("ProjectServiceAccount");

export const serviceAccountKey = z
  .object({
    object: z.literal("organization.project.service_account.api_key"),
    value: z.string().openapi({ description: "Told once." }),
    name: z.string(),
    created_at: z.int(),
    id: z.string(),
  })
  .openapi("ProjectServiceAccountApiKey");

export const createdServiceAccount = serviceAccount
  .extend({ api_key: serviceAccountKey.nullable() })
  .openapi("ProjectServiceAccountCreateResponse");

export const deletedServiceAccount = z.object({
  object: z.literal("organization.project.service_account.deleted"),
  id: z.string(),
  deleted: z.literal(true),
});

export function toServiceAccount(account: ServiceAccount): z.infer<typeof serviceAccount> {
  const { id, name, role, createdAt } = account;
  return { object: "organization.project.service_account", id, name, role, created_at: createdAt };
}

export function toServiceAccountKey({ key, value }: IssuedKey): z.infer<typeof serviceAccountKey> {
  return {
    object: "organization.project.service_account.api_key",
    value,
    name: key.name,
    created_at: key.createdAt,
    id: key.id,
  };
}
