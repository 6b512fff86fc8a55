import type { Scheduler } from "../scheduler/scheduler.ts";
import type { StepPlan, StepResult } from "../scheduler/step-plan.ts";
import type { ProcessMetrics } from "./messages.ts";

/** Adds up what the steps did. */
export class StepCounters {
  #prefillTokens = 0;
  #decodeTokens = 0;
  #acceptedDraftTokens = 0;
  #rejectedDraftTokens = 0;
  #steps = 0;
  #prefillSeconds = 0;
  #decodeSeconds = 0;

  observe(plan: StepPlan, result: StepResult): void {
    let prefill = 0;
    let decode = 0;
    for (const [index, row] of plan.rows.entries()) {
      const known = row.to - row.from;
      if (known > 1) prefill += known;
      const { tokens, acceptedDraft } = result.rows[index]!;
      decode += tokens.length;
      this.#acceptedDraftTokens += acceptedDraft;
      this.#rejectedDraftTokens += row.draft.length - acceptedDraft;
    }
    this.#prefillTokens += prefill;
    this.#decodeTokens += decode;
    this.#steps++;
    const share = prefill / Math.max(1, plan.tokenCount);
    this.#prefillSeconds += (share * result.milliseconds) / 1000;
    this.#decodeSeconds += ((1 - share) * result.milliseconds) / 1000;
  }

  metrics(
    scheduler: Scheduler,
    holdings: Pick<ProcessMetrics, "promptTokens" | "cachedTokens" | "cells" | "blocks">,
  ): ProcessMetrics {
    const { queued, requests, running } = scheduler.counts;
    return {
      queuedRequests: queued,
      runningRequests: requests - queued,
      runningSequences: running,
      prefillTokens: this.#prefillTokens,
      decodeTokens: this.#decodeTokens,
      acceptedDraftTokens: this.#acceptedDraftTokens,
      rejectedDraftTokens: this.#rejectedDraftTokens,
      steps: this.#steps,
      prefillSeconds: this.#prefillSeconds,
      decodeSeconds: this.#decodeSeconds,
      ...holdings,
    };
  }
}
