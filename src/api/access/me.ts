import { createRoute, z } from "@hono/zod-openapi";
import type { Resource } from "../api-environment.ts";
import { errorAnswers } from "../errors/error-schema.ts";
import { isAdministrator, keyIdOf, type Principal } from "./principal.ts";

const me = z
  .object({
    object: z.literal("me"),
    kind: z.enum(["open", "master_key", "project_key", "admin_key", "internal"]).openapi({
      description:
        "`open`: this server asks for no key. `master_key`: the one in its configuration. Both administrate and work in a project; a project key only works, an admin key only administrates.",
    }),
    administrator: z.boolean().openapi({ description: "Whether `/v1/organization` answers." }),
    organization: z.string(),
    project: z.object({ id: z.string(), name: z.string() }).nullable(),
    api_key_id: z.string().nullable(),
    access: z
      .union([z.enum(["all", "read_only"]), z.array(z.string())])
      .openapi({ description: "What the key may do; a list names scopes." }),
    models: z.array(z.string()).nullable().openapi({ description: "Models it may ask; null: all." }),
  })
  .openapi("Me");

const route = createRoute({
  method: "get",
  path: "/v1/me",
  summary: "Tell whose key this is and what it may do. 401 where a key is needed and this is none.",
  tags: ["Organization"],
  responses: {
    200: { description: "The caller.", content: { "application/json": { schema: me } } },
    ...errorAnswers,
  },
});

const KINDS = {
  open: "open",
  "master-key": "master_key",
  "project-key": "project_key",
  "admin-key": "admin_key",
  internal: "internal",
} as const;

/** `GET /v1/me`, for sign-in pages: the hosted service has no public counterpart. */
export const caller: Resource = (application, { store, organization }) => {
  application.openapi(route, async (context) => {
    const { principal, project } = context.var;
    const own = principal.kind === "admin-key" ? undefined : await store.projects.get(project);
    const { access, models } = permissionsOf(principal);
    return context.json(
      {
        object: "me" as const,
        kind: KINDS[principal.kind],
        administrator: isAdministrator(principal),
        organization,
        project: own === undefined ? null : { id: own.id, name: own.name },
        api_key_id: keyIdOf(principal) ?? null,
        access: access === "read-only" ? ("read_only" as const) : access === "all" ? access : [...access],
        models: models === "all" ? null : [...models],
      },
      200,
    );
  });
};

function permissionsOf(principal: Principal) {
  return principal.kind === "project-key"
    ? principal.permissions
    : ({ access: "all", models: "all" } as const);
}
