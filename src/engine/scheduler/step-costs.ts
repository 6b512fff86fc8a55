import { DraftCost } from "../draft/draft-cost.ts";
import { BatchShare } from "./batch-share.ts";
import type { BatchSteps } from "./batch-steps.ts";
import { isBatch } from "./sequence.ts";
import type { StepPlan } from "./step-plan.ts";
import type { TokenBudget } from "./token-budget.ts";

/** What steps took, as far as those to come depend on it. */
export class StepCosts {
  readonly budget: TokenBudget;
  readonly batchSteps: BatchSteps;
  readonly share = new BatchShare();
  readonly draft = new DraftCost();

  constructor(budget: TokenBudget, batchSteps: BatchSteps) {
    this.budget = budget;
    this.batchSteps = batchSteps;
  }

  /** Learns from a finished step. */
  observe({ rows, tokenCount: tokens }: StepPlan, milliseconds: number): void {
    if (rows.length === 0) return;
    this.budget.observe({ tokens, milliseconds });
    const batch = rows.filter(({ sequence }) => isBatch(sequence));
    const isOfStreams = rows.every((row) => isBatch(row.sequence) || row.to - row.from === 1);
    if (batch.length === rows.length) this.batchSteps.finished();
    // A long step of prompts must not make the next one of streams long.
    else if (isOfStreams) {
      const batchTokens = batch.reduce((sum, row) => sum + row.to - row.from, 0);
      this.share.observe({ milliseconds, batchTokens, perToken: this.budget.perToken });
    }
    const prefill = rows.some((row) => row.to - row.from > 1);
    if (rows.length === 1 && !prefill) this.draft.observe(tokens, milliseconds);
  }
}
