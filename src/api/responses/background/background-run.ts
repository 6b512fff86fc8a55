import type { Logger } from "pino";
import { type JobLease, type StoredResponse, StoreError } from "../../../store/index.ts";
import type { ApiServices } from "../../api-environment.ts";
import type { ApiError } from "../../errors/api-error.ts";
import { clientGone } from "../../errors/server-errors.ts";
import { toApiError } from "../../errors/to-api-error.ts";
import type { RunningRequest } from "../../running-requests.ts";
import { answer } from "../answer.ts";
import type { NumberedEvent, ResponseEvent, StreamComment } from "../events/response-event.ts";
import { ResponseWriter } from "../events/response-writer.ts";
import type { ResponseItem } from "../items/item.ts";
import type { ResponseBody } from "../response-schema.ts";
import { asStored, extendConversation } from "../save-response.ts";
import { toldEvents } from "../told-events.ts";
import { attemptsExhausted, remoteToolsInterrupted } from "./background-errors.ts";
import { payloadOf } from "./background-job.ts";
import { EventLog } from "./event-log.ts";
import { toStoredEvent } from "./queue-response.ts";
import { replayedEvents } from "./replayed-events.ts";
import { restoreResponse } from "./restore-response.ts";

const OPEN = ["queued", "in_progress"] as const;

/** A response that brings the server down each time is not begun for ever. */
const MAXIMUM_ATTEMPTS = 5;

const RETRY_MILLISECONDS = 2_000;

/** Nobody can hang up on a background response. */
const UNATTENDED = new AbortController().signal;

export interface BackgroundRunContext {
  readonly services: ApiServices;
  readonly log: Logger;
  readonly leaseMilliseconds: number;
}

/** Makes a response, or gives it back to be made later. Never rejects. */
export async function runInBackground(lease: JobLease, context: BackgroundRunContext): Promise<void> {
  try {
    const running = context.services.running.begin(UNATTENDED);
    await new BackgroundRun(lease, running, context).run();
  } catch (error) {
    context.log.error({ err: error }, "background response left alone; its lease will end");
  }
}

/**
 * One attempt at one background response. Every write goes with the lease: a worker that lost it
 * changes nothing any more. In the end the job is finished, in one transaction with what it came to;
 * or it is given back, to be done again.
 */
class BackgroundRun {
  readonly #lease: JobLease;
  readonly #context: BackgroundRunContext;
  readonly #running: RunningRequest;
  #input: readonly ResponseItem[] = [];
  #saved = false;

  constructor(lease: JobLease, running: RunningRequest, context: BackgroundRunContext) {
    this.#lease = lease;
    this.#running = running;
    this.#context = context;
  }

  async run(): Promise<void> {
    const { services, leaseMilliseconds } = this.#context;
    const { id, projectId, cancelRequested } = this.#lease;
    using _ = services.background.onCancelled(id, () => this.#running.cancel(clientGone()));
    const renewal = setInterval(() => this.#renew(), leaseMilliseconds / 3);
    try {
      const stored = await services.store.responses.get(projectId, id);
      if (stored && isOpen(stored) && !cancelRequested) await this.#answer(stored);
      else this.#running.cancel(clientGone());
    } catch (thrown) {
      this.#running.cancel(toApiError(thrown));
    } finally {
      clearInterval(renewal);
      if (!this.#saved) await this.#giveUp();
      services.background.changed(id);
      this.#running.end();
    }
  }

  async #answer(stored: StoredResponse): Promise<void> {
    const { log } = this.#context;
    const streams = payloadOf(this.#lease).request.stream === true;
    const told = streams ? await this.#toldBefore() : [];
    const eventLog = new EventLog({
      next: told.length,
      write: (events) => this.#write(events),
      onError: (error) => this.#running.cancel(toApiError(error)),
    });
    const writer = new ResponseWriter(stored.body as unknown as ResponseBody);
    // What the request itself told: that the response was made, and queued.
    const events = replayedEvents(this.#events(stored, writer), told.slice(2));
    const telling = {
      writer,
      save: async (last: readonly ResponseEvent[]) => {
        if (streams) for (const event of last) eventLog.add(event);
        await this.#save(writer.response, await eventLog.close());
      },
      isAbandoned,
      onError: (error: ApiError) => {
        if (error.status >= 500) log.error({ err: error.cause ?? error }, "background response failed");
      },
    };
    for await (const event of toldEvents(events, telling)) {
      if (streams && !this.#saved && event.type !== "comment") eventLog.add(event);
    }
    await eventLog.close();
  }

  async *#events(
    stored: StoredResponse,
    writer: ResponseWriter,
  ): AsyncGenerator<ResponseEvent | StreamComment, void> {
    const { services } = this.#context;
    if (this.#lease.attempt > MAXIMUM_ATTEMPTS) throw attemptsExhausted(MAXIMUM_ATTEMPTS);
    const prepared = await restoreResponse(this.#lease, stored, services);
    // Tools that may have done something are not made to do it again.
    const hasRemoteTools = prepared.request.tools?.some((tool) => tool.type === "mcp") ?? false;
    if (hasRemoteTools && stored.status === "in_progress") throw remoteToolsInterrupted();
    this.#input = prepared.input;
    const started = [...writer.started()];
    await this.#begin(writer.response);
    yield* started;
    yield* answer(prepared, writer, services, this.#running.signal);
  }

  /** Events of an attempt that came to no end. */
  async #toldBefore(): Promise<ResponseEvent[]> {
    const { projectId, id } = this.#lease;
    const limit = Number.MAX_SAFE_INTEGER;
    const stored = await this.#context.services.store.responseEvents.read(projectId, id, { limit });
    return stored.map(({ event }) => {
      const { sequence_number: _, ...rest } = event as unknown as NumberedEvent;
      return rest as ResponseEvent;
    });
  }

  async #begin(response: ResponseBody): Promise<void> {
    const { projectId, id } = this.#lease;
    const open = await this.#context.services.store.transaction(async ({ jobs, responses }) => {
      await jobs.renew(this.#lease, this.#context.leaseMilliseconds);
      return responses.update(projectId, id, { status: "in_progress", body: response }, OPEN);
    });
    if (!open) throw clientGone();
  }

  async #write(events: readonly NumberedEvent[]): Promise<void> {
    const { services, leaseMilliseconds } = this.#context;
    await services.store.transaction(async ({ jobs, responseEvents }) => {
      await jobs.renew(this.#lease, leaseMilliseconds);
      await responseEvents.append(this.#lease.id, events.map(toStoredEvent));
    });
    services.background.changed(this.#lease.id);
  }

  async #save(response: ResponseBody, events: readonly NumberedEvent[]): Promise<void> {
    const { projectId: project, id } = this.#lease;
    const { status } = response;
    const output = asStored(response.output);
    await this.#context.services.store.transaction(async (repositories) => {
      await repositories.jobs.finish(this.#lease);
      const change = { status, body: { ...response, output: [] }, output };
      // Cancelled meanwhile, or deleted: then that is its end.
      if (!(await repositories.responses.update(project, id, change, OPEN))) return;
      await repositories.responseEvents.append(id, events.map(toStoredEvent));
      await extendConversation(repositories, { project, input: this.#input }, response);
    });
    this.#saved = true;
  }

  #renew(): void {
    const { services, leaseMilliseconds } = this.#context;
    services.store.jobs.renew(this.#lease, leaseMilliseconds).then(
      ({ cancelRequested }) => cancelRequested && this.#running.cancel(clientGone()),
      (error) => this.#running.cancel(toApiError(error)),
    );
  }

  /** Ends a job that nobody wants any more, and gives back one that was interrupted. */
  async #giveUp(): Promise<void> {
    const { store, running } = this.#context.services;
    const unwanted = this.#running.signal.reason?.status === clientGone().status;
    // A server that stops leaves its work to the next one, which may come at once.
    const delay = running.accepting ? RETRY_MILLISECONDS : 0;
    try {
      await (unwanted ? store.jobs.finish(this.#lease) : store.jobs.release(this.#lease, delay));
    } catch (error) {
      if (error instanceof StoreError && error.code === "lease-lost") return;
      this.#context.log.error({ err: error }, "background response not given back; its lease will end");
    }
  }
}

function isOpen({ status }: StoredResponse): boolean {
  return OPEN.some((open) => open === status);
}

/** Nobody wants it; or the server stops, is full, or cannot write: then it is done again later. */
function isAbandoned(error: ApiError): boolean {
  return error.status === 499 || error.status === 503 || error.cause instanceof StoreError;
}
