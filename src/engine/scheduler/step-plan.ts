import type { Block } from "../blocks/block.ts";
import type { EngineError } from "../engine-error.ts";
import type { SampledToken } from "../generate-event.ts";
import type { MemoryAction } from "../memory/memory-action.ts";
import type { Sequence } from "./sequence.ts";

/** Tokens `from` to `to` of a sequence, computed in this step, and a draft behind them to be verified. */
export interface PlannedRow {
  readonly sequence: Sequence;
  readonly slot: number;
  readonly from: number;
  readonly to: number;
  readonly draft: readonly number[];
  /** The row reaches the end of what is known: the next token is sampled from it. */
  readonly samples: boolean;
}

export interface StepPlan {
  /** The adapter of all rows; absent: the base weights. */
  readonly adapter: string | undefined;
  /** Carried out in order before the decode. */
  readonly actions: readonly MemoryAction[];
  /** May be empty: then there is nothing to decode, only actions to carry out. */
  readonly rows: readonly PlannedRow[];
  readonly tokenCount: number;
  /** To be ended when an interactive request comes. */
  readonly interruptible: boolean;
  /** Sequences that take up saved blocks in this step. They have no row in it. */
  readonly restored: readonly PlannedRestore[];
  /** Blocks on disk that are wanted in memory for the steps to come. */
  readonly loads: readonly Block[];
}

/** The sequence's tokens `from` to `to` come from saved blocks. */
export interface PlannedRestore {
  readonly sequence: Sequence;
  readonly from: number;
  readonly to: number;
}

/**
 * What a row yielded: the tokens sampled at its last position and, as long as they agree with the
 * draft, at the draft's positions. Empty where nothing is sampled.
 */
export interface RowResult {
  readonly tokens: readonly number[];
  /** How many of `tokens` confirmed a draft token. The tokens behind were not in the draft. */
  readonly acceptedDraft: number;
  /** One per token, where asked for. */
  readonly sampled?: readonly SampledToken[];
  /** Why no token can follow, as where a constraint leads nowhere: the request ends with this. */
  readonly error?: EngineError;
}

export interface StepResult {
  /** In the order of the plan's rows; empty where the step was interrupted. */
  readonly rows: readonly RowResult[];
  /** The plan's actions are done, and nothing was computed. */
  readonly interrupted?: boolean;
  /** Slots whose saved blocks were refused; their restores count as not done. */
  readonly refused?: ReadonlySet<number>;
  readonly milliseconds: number;
}
