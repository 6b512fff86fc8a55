import type { Session } from "../../session.ts";
import { listInSequence } from "../list-in-sequence.ts";
import type { Page, PageQuery } from "../page.ts";
import { toWebhookEndpoint, type WebhookEndpoint } from "./webhook.ts";

type EndpointChange = Partial<
  Pick<WebhookEndpoint, "name" | "url" | "eventTypes" | "secret" | "previousSecret" | "updatedAt">
>;

/** Where a project wants to be told of what happens in it. */
export class WebhookEndpoints {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async create(endpoint: WebhookEndpoint): Promise<void> {
    const row = {
      id: endpoint.id,
      project_id: endpoint.projectId,
      created_at: endpoint.createdAt,
      ...toColumns(endpoint),
    };
    await this.#session.db.insertInto("webhook_endpoints").values(row).execute();
  }

  async get(projectId: string, id: string): Promise<WebhookEndpoint | undefined> {
    const row = await this.#of(projectId).where("id", "=", id).executeTakeFirst();
    return row && toWebhookEndpoint(row);
  }

  /** Throws `cursor-not-found`. */
  async list(projectId: string, query: PageQuery): Promise<Page<WebhookEndpoint>> {
    return listInSequence(this.#of(projectId), query, toWebhookEndpoint);
  }

  /** Undefined where there is no such endpoint. */
  async update(projectId: string, id: string, change: EndpointChange): Promise<WebhookEndpoint | undefined> {
    const current = await this.get(projectId, id);
    if (current === undefined) return undefined;
    const row = await this.#session.db
      .updateTable("webhook_endpoints")
      .set(toColumns({ ...current, ...change }))
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
    return row && toWebhookEndpoint(row);
  }

  /** Its deliveries go with it. False where there is no such endpoint. */
  async delete(projectId: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#session.db
      .deleteFrom("webhook_endpoints")
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }

  #of(projectId: string) {
    return this.#session.db.selectFrom("webhook_endpoints").selectAll().where("project_id", "=", projectId);
  }
}

const toColumns = (endpoint: WebhookEndpoint) => ({
  name: endpoint.name,
  url: endpoint.url,
  event_types: JSON.stringify(endpoint.eventTypes),
  secret: endpoint.secret,
  previous_secret: endpoint.previousSecret?.secret ?? null,
  previous_secret_until: endpoint.previousSecret?.until ?? null,
  updated_at: endpoint.updatedAt,
});
