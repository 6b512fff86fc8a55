import type { Logger } from "pino";
import { type JobLease, type StoredResponse, StoreError } from "../../../store/index.ts";
import type { ApiServices } from "../../api-environment.ts";
import type { ApiError } from "../../errors/api-error.ts";
import { clientGone } from "../../errors/server-errors.ts";
import { toApiError } from "../../errors/to-api-error.ts";
import { RequestUsage } from "../../metering/request-usage.ts";
import type { RunningRequest } from "../../running-requests.ts";
import { answer } from "../answer.ts";
import type { NumberedEvent, ResponseEvent, StreamComment } from "../events/response-event.ts";
import { ResponseWriter } from "../events/response-writer.ts";
import type { ResponseItem } from "../items/item.ts";
import { responseUsage } from "../prepare-response.ts";
import type { ResponseBody } from "../response-schema.ts";
import { toldEvents } from "../told-events.ts";
import { attemptsExhausted, remoteToolsInterrupted } from "./background-errors.ts";
import { payloadOf } from "./background-job.ts";
import { EventLog } from "./event-log.ts";
import { LeasedResponse, OPEN } from "./leased-response.ts";
import { replayedEvents } from "./replayed-events.ts";
import { restoreResponse } from "./restore-response.ts";
import { saidBefore } from "./said-before.ts";

/** A response that brings the server down each time is not begun for ever. */
const MAXIMUM_ATTEMPTS = 5;

const RETRY_MILLISECONDS = 2_000;

/** Nobody waits at a connection, so that even the slowest machine may come to an end. */
export const BACKGROUND_TIMEOUT_MILLISECONDS = 24 * 3_600_000;

const NOBODY = new AbortController().signal;

export interface BackgroundRunContext {
  readonly services: ApiServices;
  readonly log: Logger;
  readonly leaseMilliseconds: number;
}

/** Makes a response, or gives it back to be made later. Never rejects. */
export async function runInBackground(lease: JobLease, context: BackgroundRunContext): Promise<void> {
  const { services, log } = context;
  try {
    const running = services.running.begin(NOBODY, BACKGROUND_TIMEOUT_MILLISECONDS);
    await new BackgroundRun(lease, running, context).run().finally(() => running.end());
  } catch (error) {
    log.error({ err: error }, "background response left alone; its lease will end");
  }
}

/** One attempt at one background response. */
class BackgroundRun {
  readonly #lease: JobLease;
  readonly #leased: LeasedResponse;
  readonly #context: BackgroundRunContext;
  readonly #running: RunningRequest;
  #input: readonly ResponseItem[] = [];
  #usage: RequestUsage | undefined;
  #finished = false;

  constructor(lease: JobLease, running: RunningRequest, context: BackgroundRunContext) {
    this.#lease = lease;
    this.#leased = new LeasedResponse(lease, context.services.store, context.leaseMilliseconds);
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
    } finally {
      clearInterval(renewal);
      if (!this.#finished) await this.#giveUp();
      services.background.changed(id);
    }
  }

  async #answer(stored: StoredResponse): Promise<void> {
    const { services, log } = this.#context;
    const { request, caller } = payloadOf(this.#lease);
    const body = stored.body as unknown as ResponseBody;
    const usage = new RequestUsage(responseUsage({ body, caller }), services.usage, services);
    this.#usage = usage;
    const streams = request.stream === true;
    const told = streams ? await this.#toldBefore() : [];
    const eventLog = new EventLog({
      next: told.length,
      write: async (events) => {
        await this.#leased.append(events);
        services.background.changed(this.#lease.id);
      },
      onError: (error) => this.#running.cancel(toApiError(error)),
    });
    const writer = new ResponseWriter(body);
    const telling = {
      writer,
      save: async (last: readonly ResponseEvent[]) => {
        if (streams) for (const event of last) eventLog.add(event);
        await this.#leased.finish(usage, writer.response, this.#input, await eventLog.close());
        this.#finished = true;
      },
      isAbandoned,
      onError: (error: ApiError) => {
        if (error.status >= 500) log.error({ err: error.cause ?? error }, "background response failed");
      },
    };
    // What the request itself told is not told again: that the response was made, and queued.
    const toldByWorkers = told.slice(2);
    const events = replayedEvents(this.#events(stored, writer, usage, toldByWorkers), toldByWorkers);
    for await (const event of toldEvents(events, telling)) {
      if (streams && !this.#finished && event.type !== "comment") eventLog.add(event);
    }
    await eventLog.close();
  }

  async *#events(
    stored: StoredResponse,
    writer: ResponseWriter,
    usage: RequestUsage,
    told: readonly ResponseEvent[],
  ): AsyncGenerator<ResponseEvent | StreamComment, void> {
    const { services } = this.#context;
    if (this.#lease.attempt > MAXIMUM_ATTEMPTS) throw attemptsExhausted(MAXIMUM_ATTEMPTS);
    const prepared = await restoreResponse(this.#lease, stored, services);
    // Tools that may have done something are not made to do it again.
    const hasRemoteTools = prepared.request.tools?.some((tool) => tool.type === "mcp") ?? false;
    if (hasRemoteTools && stored.status === "in_progress") throw remoteToolsInterrupted();
    this.#input = prepared.input;
    const started = [...writer.started()];
    await this.#leased.begin(writer.response);
    yield* started;
    yield* answer(prepared, writer, usage, services, this.#running.signal, saidBefore(prepared, told));
  }

  /** Events of earlier attempts, which came to no end. */
  async #toldBefore(): Promise<ResponseEvent[]> {
    const { projectId, id } = this.#lease;
    const limit = Number.MAX_SAFE_INTEGER;
    const stored = await this.#context.services.store.responseEvents.read(projectId, id, { limit });
    return stored.map(({ event }) => {
      const { sequence_number: _, ...rest } = event as unknown as NumberedEvent;
      return rest as ResponseEvent;
    });
  }

  #renew(): void {
    this.#leased.renew().then(
      (unwanted) => unwanted && this.#running.cancel(clientGone()),
      (error) => this.#running.cancel(toApiError(error)),
    );
  }

  async #giveUp(): Promise<void> {
    const { accepting } = this.#context.services.running;
    const unwanted = this.#running.signal.reason?.status === clientGone().status;
    if (unwanted) return this.#leased.discard(this.#usage);
    this.#usage?.leave();
    // A server that stops leaves its work to the next one, which may come at once.
    await this.#leased.release(accepting ? RETRY_MILLISECONDS : 0);
  }
}

function isOpen({ status }: StoredResponse): boolean {
  return OPEN.some((open) => open === status);
}

/** Nobody wants it; or the server stops, is full, or cannot write: then it is done again later. */
function isAbandoned(error: ApiError): boolean {
  return error.status === 499 || error.status === 503 || error.cause instanceof StoreError;
}
