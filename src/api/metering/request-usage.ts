import type { TextEvent } from "../../inference/index.ts";
import type { Alongside, MachineShare, MachineTime, UsageSink } from "../../ledger/index.ts";
import type { UsageKind, UsageOutcome, UsageRecord } from "../../store/index.ts";
import type { Clock } from "../clock.ts";
import type { Caller } from "./caller.ts";
import { TokenTally } from "./token-tally.ts";

export interface UsageHead {
  /** Of the completion or the response. */
  readonly id: string;
  readonly kind: UsageKind;
  readonly endpoint: string;
  /** The snapshot's name. */
  readonly model: string;
  readonly caller: Caller;
}

export interface UsageServices {
  readonly clock: Clock;
  readonly machineTime: MachineTime;
}

/** What one request uses, from its start to its one record in the ledger. */
export class RequestUsage {
  readonly tally = new TokenTally();
  readonly #head: UsageHead;
  readonly #sink: UsageSink;
  readonly #clock: Clock;
  readonly #share: MachineShare;
  readonly #start: number;
  #settled = false;
  #settling: Promise<void> = Promise.resolve();

  constructor(head: UsageHead, sink: UsageSink, { clock, machineTime }: UsageServices) {
    this.#head = head;
    this.#sink = sink;
    this.#clock = clock;
    this.#share = machineTime.begin();
    this.#start = clock.elapsed();
  }

  observe(event: TextEvent): void {
    this.tally.observe(event);
  }

  /**
   * Writes the record and what goes with it, once: after it has succeeded, further calls do nothing. A request that
   * has cost no token has no record.
   */
  settle(outcome: UsageOutcome, alongside?: Alongside): Promise<void> {
    // One after the other: a client may leave while the end of its answer is being kept.
    this.#settling = this.#settling.catch(() => {}).then(() => this.#write(outcome, alongside));
    return this.#settling;
  }

  async #write(outcome: UsageOutcome, alongside: Alongside | undefined): Promise<void> {
    if (this.#settled) return;
    const record = this.#record(outcome);
    await this.#sink.record(record === undefined ? [] : [record], alongside);
    this.#settled = true;
  }

  /**
   * What to do when the request's work is over, whatever has ended it: keeps what an answer used that nobody waited
   * for. That this may fail, the ledger itself reports.
   */
  readonly ended = (signal: AbortSignal): void => {
    this.settle(signal.aborted ? "aborted" : "failed").catch(() => {});
  };

  /** Nothing is to be recorded here: somebody makes the answer again, under the same id. */
  leave(): void {
    this.#share.end();
    this.#settled = true;
  }

  #record(outcome: UsageOutcome): UsageRecord | undefined {
    const machineMilliseconds = this.#share.end();
    const counts = this.tally.total;
    if (counts.inputTokens === 0 && counts.outputTokens === 0) return undefined;
    const { caller, ...head } = this.#head;
    return {
      ...head,
      ...caller,
      ...counts,
      serviceTier: "default",
      batch: false,
      outcome,
      durationMicroseconds: Math.round((this.#clock.elapsed() - this.#start) * 1000),
      machineMicroseconds: Math.round(machineMilliseconds * 1000),
      recordedAt: this.#clock.now(),
    };
  }
}
