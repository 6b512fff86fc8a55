import { checkWebhookUrl } from "../../api/index.ts";
import type { Config } from "../../config/index.ts";
import {
  createId,
  createWebhookSecret,
  defaultProjectId,
  openStore,
  type Store,
  type WebhookDelivery,
  type WebhookEventType,
  webhookEventTypes,
} from "../../store/index.ts";
import { storeLocation } from "../serve/store-location.ts";

interface ProjectFlag {
  readonly project?: string;
}

export interface EndpointFlags extends ProjectFlag {
  readonly name: string;
  readonly event?: readonly string[];
}

export async function createEndpoint(config: Config, url: string, flags: EndpointFlags): Promise<string> {
  checkWebhookUrl(url, config.webhooks.allowedHosts);
  const eventTypes = (flags.event ?? webhookEventTypes).map(toEventType);
  return withStore(config, async (store) => {
    const projectId = flags.project ?? defaultProjectId;
    if ((await store.projects.get(projectId)) === undefined)
      throw new Error(`there is no project ${projectId}`);
    const now = Math.floor(Date.now() / 1000);
    const secret = createWebhookSecret();
    const id = createId("whe");
    const times = { createdAt: now, updatedAt: now };
    await store.webhooks.endpoints.create({
      ...{ id, projectId, url, eventTypes, secret, name: flags.name, previousSecret: undefined },
      ...times,
    });
    return `${secret}\n${flags.name} (${id}). Keep the secret where events are received: it verifies them.\n`;
  });
}

export async function listEndpoints(
  config: Config,
  { project = defaultProjectId }: ProjectFlag,
): Promise<string> {
  return withStore(config, async (store) => {
    const { data } = await store.webhooks.endpoints.list(project, { limit: 1_000, order: "asc" });
    if (data.length === 0) return "There are no webhook endpoints.\n";
    return data
      .map(({ id, name, url, eventTypes }) => `${id}  ${name}  ${url}  ${eventTypes.join(" ")}\n`)
      .join("");
  });
}

export async function removeEndpoint(
  config: Config,
  id: string,
  { project = defaultProjectId }: ProjectFlag,
): Promise<string> {
  return withStore(config, async (store) => {
    const removed = await store.webhooks.endpoints.delete(project, id);
    if (!removed) throw new Error(`there is no endpoint ${id}; "fourone webhooks ls" prints their ids`);
    return "It is removed, with what was still to be sent to it.\n";
  });
}

export async function deliveryLog(
  config: Config,
  endpointId: string | undefined,
  { project = defaultProjectId, json }: ProjectFlag & { readonly json?: boolean },
): Promise<string> {
  return withStore(config, async (store) => {
    const deliveries = await store.webhooks.deliveries(project, { endpointId, limit: 100 });
    if (json) return `${JSON.stringify(deliveries, undefined, 2)}\n`;
    if (deliveries.length === 0) return "Nothing was sent.\n";
    return deliveries.map((delivery) => `${describe(delivery)}\n`).join("");
  });
}

function describe({
  id,
  eventType,
  createdAt,
  status,
  attempts,
  outcome,
  nextAttemptAt,
}: WebhookDelivery): string {
  const next = nextAttemptAt === undefined ? "" : `, next at ${new Date(nextAttemptAt).toISOString()}`;
  const last = outcome === undefined ? "" : `, last: ${outcome}`;
  return `${new Date(createdAt).toISOString()}  ${eventType}  ${status} after ${attempts} attempts${last}${next}  ${id}`;
}

function toEventType(text: string): WebhookEventType {
  const known = webhookEventTypes.find((type) => type === text);
  if (known === undefined) throw new Error(`${text} is no event; there are ${webhookEventTypes.join(", ")}`);
  return known;
}

async function withStore<T>(config: Config, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(storeLocation(config));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
