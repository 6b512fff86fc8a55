import { createRoute, z } from "@hono/zod-openapi";
import type { AuditActor, AuditLog } from "../../store/index.ts";
import type { Resource } from "../api-environment.ts";
import { listSchema, toList } from "../lists/list-page.ts";
import { queryBoolean, queryInteger, queryList } from "../validation/fields.ts";
import { rejectInvalid } from "../validation/reject-invalid.ts";
import { ADMINISTRATOR } from "./administrator.ts";
import { jsonAnswer, tags } from "./json-answer.ts";

const text = z.string().max(256);
const list = queryList(text).optional();
const moment = queryInteger({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }).optional();

const query = z.object({
  "effective_at[gt]": moment,
  "effective_at[gte]": moment,
  "effective_at[lt]": moment,
  "effective_at[lte]": moment,
  "project_ids[]": list,
  "event_types[]": list,
  "actor_ids[]": list,
  "actor_emails[]": list,
  "resource_ids[]": list,
  tenant_only: queryBoolean().optional(),
  limit: queryInteger({ minimum: 1, maximum: 100 }).optional().openapi({ default: 20 }),
  after: text.optional(),
  before: text.optional(),
});

const user = z.object({ id: z.string(), email: z.string() });

const actor = z.union([
  z.object({ type: z.literal("session"), session: z.object({ user, ip_address: z.string().optional() }) }),
  z.object({
    type: z.literal("api_key"),
    api_key: z.object({ id: z.string(), type: z.literal("user"), user }),
  }),
]);

const auditLog = z
  .looseObject({
    id: z.string(),
    type: z.string(),
    effective_at: z.int(),
    project: z.object({ id: z.string(), name: z.string() }).optional(),
    actor,
  })
  .openapi("AuditLog", {
    description: "What was done is told by the member that is called after `type`.",
  });

const listRoute = createRoute({
  method: "get",
  path: "/v1/organization/audit_logs",
  summary: "List what administrators did, newest first.",
  tags,
  request: { query },
  responses: jsonAnswer(listSchema(auditLog).openapi("ListAuditLogsResponse"), "Logs."),
});

/** `GET /v1/organization/audit_logs` */
export const auditLogs: Resource = (application, { store }) => {
  application.openapi(
    listRoute,
    async (context) => {
      const parameters = context.req.valid("query");
      const emails = parameters["actor_emails[]"];
      const nobody = emails !== undefined && !emails.includes(ADMINISTRATOR.email);
      // There are no tenants beside the organization, so nothing is scoped to one.
      if (nobody || parameters.tenant_only === true) {
        return context.json(toList<z.infer<typeof auditLog>>({ data: [], hasMore: false }), 200);
      }
      const { limit = 20, after, before } = parameters;
      const actors = parameters["actor_ids[]"];
      const { data, hasMore } = await store.auditLogs.list({
        limit,
        after,
        before,
        projectIds: parameters["project_ids[]"],
        types: parameters["event_types[]"],
        // Behind whatever key it was done with stands the administrator.
        actorIds: actors?.includes(ADMINISTRATOR.id) ? undefined : actors,
        resourceIds: parameters["resource_ids[]"],
        ...range(parameters),
      });
      return context.json(toList({ data: data.map(toWire), hasMore }), 200);
    },
    rejectInvalid(query),
  );
};

/** Bounds of whole seconds, both inclusive. */
function range(parameters: z.infer<typeof query>) {
  const lower = [parameters["effective_at[gte]"], next(parameters["effective_at[gt]"], 1)];
  const upper = [parameters["effective_at[lte]"], next(parameters["effective_at[lt]"], -1)];
  const given = (bounds: readonly (number | undefined)[]) => bounds.filter((bound) => bound !== undefined);
  const [from, to] = [given(lower), given(upper)];
  return {
    from: from.length === 0 ? undefined : Math.max(...from),
    to: to.length === 0 ? undefined : Math.min(...to),
  };
}

const next = (bound: number | undefined, step: 1 | -1) => (bound === undefined ? undefined : bound + step);

function toWire(log: AuditLog): z.infer<typeof auditLog> {
  return {
    id: log.id,
    type: log.type,
    effective_at: log.effectiveAt,
    ...(log.projectId !== undefined && {
      project: { id: log.projectId, name: log.projectName ?? "" },
    }),
    actor: toActor(log.actor),
    [log.type]: log.details,
  };
}

function toActor(by: AuditActor): z.infer<typeof actor> {
  const { id, email } = ADMINISTRATOR;
  if (by.kind === "api-key") {
    return { type: "api_key", api_key: { id: by.keyId, type: "user", user: { id, email } } };
  }
  const address = by.address === undefined ? {} : { ip_address: by.address };
  return { type: "session", session: { user: { id, email }, ...address } };
}
