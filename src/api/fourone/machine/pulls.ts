import { createId } from "../../../store/index.ts";
import {
  type EnsureOptions,
  ensureWeights,
  type PullEvent,
  WeightsError,
  type WeightsReference,
} from "../../../weights/index.ts";
import type { Clock } from "../../clock.ts";
import type { RandomBytes } from "../../random-text.ts";
import type { PullObject } from "./pull-object.ts";

/** Pulls that are over, which are still told of. */
const REMEMBERED = 20;

interface Pull {
  object: PullObject;
  readonly stop: AbortController;
}

/** Pulls that this server runs. What has arrived lies on disk, so the next one goes on from there. */
export class Pulls {
  readonly #pulls = new Map<string, Pull>();
  readonly #clock: Clock;
  readonly #random: RandomBytes;

  constructor({ clock, random }: { readonly clock: Clock; readonly random: RandomBytes }) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The newest first. */
  list(): PullObject[] {
    return [...this.#pulls.values()].map(({ object }) => object).reverse();
  }

  get(id: string): PullObject | undefined {
    return this.#pulls.get(id)?.object;
  }

  /** Begins a pull, or joins the one that runs for the same weights. */
  start(
    reference: WeightsReference,
    options: Pick<EnsureOptions, "home" | "quantizer">,
    onUnexpected: (error: unknown) => void,
  ): PullObject {
    const running = this.list().find(
      ({ weights, status }) => weights === reference.id && status === "in_progress",
    );
    if (running !== undefined) return running;
    const id = createId("pull", this.#random);
    const stop = new AbortController();
    const object: PullObject = {
      id,
      object: "fourone.pull",
      weights: reference.id,
      title: reference.title,
      created_at: Math.floor(this.#clock.now() / 1000),
      status: "in_progress",
      step: "resolving",
      subject: null,
      done_bytes: 0,
      total_bytes: null,
      notice: null,
      error: null,
    };
    this.#pulls.set(id, { object, stop });
    this.#forgetOldest();
    const onEvent = (event: PullEvent) => this.#change(id, afterEvent(event));
    ensureWeights(reference, { ...options, signal: stop.signal, onEvent }).then(
      () => this.#change(id, { status: "completed", step: "done", notice: null }),
      (error: unknown) => {
        if (!(error instanceof WeightsError)) onUnexpected(error);
        this.#change(id, afterFailure(error, stop.signal.aborted, options.home));
      },
    );
    return object;
  }

  /** Undefined where there is no such pull. One that is over stays as it is. */
  cancel(id: string): PullObject | undefined {
    this.#pulls.get(id)?.stop.abort();
    return this.get(id);
  }

  cancelAll(): void {
    for (const { stop } of this.#pulls.values()) stop.abort();
  }

  #change(id: string, change: Partial<PullObject>): void {
    const pull = this.#pulls.get(id);
    if (pull !== undefined) pull.object = { ...pull.object, ...change };
  }

  #forgetOldest(): void {
    for (const [id, { object }] of this.#pulls) {
      if (this.#pulls.size <= REMEMBERED) return;
      if (object.status !== "in_progress") this.#pulls.delete(id);
    }
  }
}

function afterEvent(event: PullEvent): Partial<PullObject> {
  switch (event.type) {
    case "waiting":
      return { step: "waiting", notice: "Another process pulls the same weights; waiting for it." };
    case "resolving":
      return { step: "resolving", subject: event.source };
    case "progress":
      return {
        step: event.step,
        subject: event.subject,
        done_bytes: event.doneBytes,
        total_bytes: event.totalBytes ?? null,
        notice: null,
      };
    case "retrying":
      return { notice: `The connection failed; going on in ${Math.ceil(event.delayMilliseconds / 1000)} s.` };
    case "damaged":
      return { notice: "Something on disk was damaged and is made anew." };
  }
}

function afterFailure(error: unknown, cancelled: boolean, home: string): Partial<PullObject> {
  if (cancelled) return { status: "cancelled", notice: null };
  return {
    status: "failed",
    notice: null,
    error:
      error instanceof WeightsError
        ? { code: error.code, message: error.message.replaceAll(home, "the home folder") }
        : { code: "internal", message: "The pull failed for a reason that the server's log tells." },
  };
}
