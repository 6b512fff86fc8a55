import { type JobLease, type Repositories, type Store, StoreError } from "../../../store/index.ts";
import { clientGone } from "../../errors/server-errors.ts";
import type { RequestUsage } from "../../metering/request-usage.ts";
import type { NumberedEvent } from "../events/response-event.ts";
import type { ResponseItem } from "../items/item.ts";
import type { ResponseBody } from "../response-schema.ts";
import { asStored, extendConversation, outcomeOf } from "../save-response.ts";
import { publishEnd } from "./publish-end.ts";
import { toStoredEvent } from "./queue-response.ts";

/** The states in which a response is still to be made. */
export const OPEN = ["queued", "in_progress"] as const;

/**
 * What a worker writes of the response that it makes. Every write goes with its lease: a worker that
 * was too slow, and whose response another makes by now, changes nothing any more.
 */
export class LeasedResponse {
  readonly #lease: JobLease;
  readonly #store: Store;
  readonly #leaseMilliseconds: number;

  constructor(lease: JobLease, store: Store, leaseMilliseconds: number) {
    this.#lease = lease;
    this.#store = store;
    this.#leaseMilliseconds = leaseMilliseconds;
  }

  /** Keeps the lease; says whether somebody wants the work to end. */
  async renew(): Promise<boolean> {
    return (await this.#store.jobs.renew(this.#lease, this.#leaseMilliseconds)).cancelRequested;
  }

  /** Throws where the response was cancelled or deleted meanwhile. */
  async begin(response: ResponseBody): Promise<void> {
    const { projectId, id } = this.#lease;
    const open = await this.#store.transaction(async ({ jobs, responses }) => {
      await jobs.renew(this.#lease, this.#leaseMilliseconds);
      return responses.update(projectId, id, { status: "in_progress", body: response }, OPEN);
    });
    if (!open) throw clientGone();
  }

  async append(events: readonly NumberedEvent[]): Promise<void> {
    await this.#store.transaction(async ({ jobs, responseEvents }) => {
      await jobs.renew(this.#lease, this.#leaseMilliseconds);
      await responseEvents.append(this.#lease.id, events.map(toStoredEvent));
    });
  }

  /** The response, what it used, its last events and the end of the job: all of it or nothing. */
  async finish(
    usage: RequestUsage,
    response: ResponseBody,
    input: readonly ResponseItem[],
    lastEvents: readonly NumberedEvent[],
  ): Promise<void> {
    const { projectId: project, id } = this.#lease;
    const output = asStored(response.output);
    const change = { status: response.status, body: { ...response, output: [] }, output };
    await usage.settle(outcomeOf(response), async (repositories) => {
      await repositories.jobs.finish(this.#lease);
      // Cancelled meanwhile, or deleted: then that is its end.
      if (!(await repositories.responses.update(project, id, change, OPEN))) return;
      await repositories.responseEvents.append(id, lastEvents.map(toStoredEvent));
      await publishEnd(repositories, project, response);
      await extendConversation(repositories, { project, input }, response);
    });
  }

  /** Nobody wants the response any more; what it has used is kept. */
  discard(usage: RequestUsage | undefined): Promise<void> {
    const finished = ({ jobs }: Repositories) => jobs.finish(this.#lease);
    return unlessLost(usage?.settle("aborted", finished) ?? finished(this.#store));
  }

  /** Gives the response back, to be made by whoever comes after the delay. */
  release(delayMilliseconds: number): Promise<void> {
    return unlessLost(this.#store.jobs.release(this.#lease, delayMilliseconds));
  }
}

/** A lease that is lost need not be given up. */
async function unlessLost(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "lease-lost") throw error;
  }
}
