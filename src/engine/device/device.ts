import { type Batch, type Context, LlamaError } from "../../llama/index.ts";
import type { BlockStore } from "../blocks/block-store.ts";
import { type CompiledConstraint, ConstraintError } from "../constraint/index.ts";
import { type EngineError, EngineFailure } from "../engine-error.ts";
import type { MemoryAction } from "../memory/memory-action.ts";
import type { Sequence } from "../scheduler/sequence.ts";
import type { PlannedRow, RowResult, StepPlan, StepResult } from "../scheduler/step-plan.ts";
import type { AdapterShelf } from "./adapter-shelf.ts";
import { RowSampler, type SamplingVocabulary } from "./row-sampler.ts";
import { SamplerChains } from "./sampler-chains.ts";

/** Tokens of a step that is computed without leaving the thread. */
const LONGEST_ON_THIS_THREAD = 4;

export interface DeviceOptions {
  readonly context: Context;
  readonly batch: Batch;
  readonly vocabulary: SamplingVocabulary;
  readonly blocks: BlockStore;
  readonly adapters: Pick<AdapterShelf, "apply">;
  /** A sequence that no slot uses, through which saved states pass. */
  readonly scratch: number;
  /** Milliseconds from any fixed point. */
  readonly clock: () => number;
}

/** Carries out step plans on the native context. One step at a time. */
export class Device implements Disposable {
  readonly #context: Context;
  readonly #batch: Batch;
  readonly #vocabulary: SamplingVocabulary;
  readonly #blocks: BlockStore;
  readonly #adapters: Pick<AdapterShelf, "apply">;
  readonly #scratch: number;
  readonly #clock: () => number;
  readonly #chains = new SamplerChains();
  readonly #samplers = new Map<Sequence, RowSampler>();
  readonly #constraints = new Map<string, CompiledConstraint>();

  constructor({ context, batch, vocabulary, blocks, adapters, scratch, clock }: DeviceOptions) {
    this.#context = context;
    this.#batch = batch;
    this.#vocabulary = vocabulary;
    this.#blocks = blocks;
    this.#adapters = adapters;
    this.#scratch = scratch;
    this.#clock = clock;
  }

  /** The answer to this request must match. Tell before the request's first step. */
  constrain(requestId: string, constraint: CompiledConstraint): void {
    this.#constraints.set(requestId, constraint);
  }

  async run(plan: StepPlan): Promise<StepResult> {
    const begun = this.#clock();
    const refused = new Set<number>();
    for (const action of plan.actions) this.#carryOut(action, refused);
    const failure = plan.rows.length > 0 ? this.#applyAdapter(plan.adapter) : undefined;
    if (failure !== undefined) {
      const rows = plan.rows.map(() => ({ tokens: [], acceptedDraft: 0, error: failure }));
      return { rows, refused, milliseconds: this.#clock() - begun };
    }
    const firsts = this.#fill(plan.rows);
    // On this very thread, a decode starts without waking another, which on two busy cores costs 2 ms of
    // 30. Prefill takes longer than anybody should be kept from the event loop, and gains nothing.
    if (plan.tokenCount > LONGEST_ON_THIS_THREAD) {
      const interrupted = !(await this.#decode());
      if (interrupted) return { rows: [], refused, milliseconds: this.#clock() - begun, interrupted };
    } else if (plan.rows.length > 0) this.#context.decodeNow(this.#batch);
    const rows = plan.rows.map((row, index) => this.#sample(row, firsts[index]!));
    return { rows, refused, milliseconds: this.#clock() - begun };
  }

  /** Ends the step that runs, if it still computes: it then yields nothing. */
  interrupt(): void {
    this.#context.interrupt();
  }

  /** Frees what belonged to sequences that are closed. */
  sweep(): void {
    for (const [sequence, sampler] of this.#samplers) {
      if (sequence.state !== "closed") continue;
      this.#samplers.delete(sequence);
      sampler[Symbol.dispose]();
    }
  }

  /** The request is over. */
  forget(requestId: string): void {
    this.#constraints.delete(requestId);
  }

  [Symbol.dispose](): void {
    for (const sampler of this.#samplers.values()) sampler[Symbol.dispose]();
    this.#samplers.clear();
    this.#chains[Symbol.dispose]();
  }

  /** False where it was interrupted. */
  async #decode(): Promise<boolean> {
    try {
      await this.#context.decode(this.#batch);
      return true;
    } catch (error) {
      if (error instanceof LlamaError && error.code === "aborted") return false;
      throw error;
    }
  }

  /** An adapter that was loaded once may be gone when it is loaded again. */
  #applyAdapter(adapter: string | undefined): EngineError | undefined {
    try {
      this.#adapters.apply(adapter);
      return undefined;
    } catch (error) {
      if (error instanceof EngineFailure) return error.error;
      throw error;
    }
  }

  #carryOut(action: MemoryAction, refused: Set<number>): void {
    const { memory } = this.#context;
    if (action.kind === "share") memory.copy(action.source, action.target, 0, action.length);
    else if (action.kind === "save") this.#save(action);
    else if (action.kind === "restore") this.#restore(action, refused);
    else if (!memory.remove(action.slot, action.length)) throw new Error("this memory cannot be cut");
  }

  /** States are saved by sequence, so a part of one goes through a sequence of its own, at no cost in cells. */
  #save({ slot, block, from, to }: Extract<MemoryAction, { kind: "save" }>): void {
    const { memory } = this.#context;
    if (this.#blocks.index.get(block.key) !== undefined) return;
    memory.copy(slot, this.#scratch, from, to);
    this.#blocks.put(block, this.#context.saveState(this.#scratch));
    memory.remove(this.#scratch);
  }

  #restore({ slot, key, from, to }: Extract<MemoryAction, { kind: "restore" }>, refused: Set<number>): void {
    if (refused.has(slot)) return;
    const { memory } = this.#context;
    const payload = this.#blocks.payload(key);
    try {
      if (payload === undefined) throw new LlamaError("state-refused", "the block is gone");
      this.#context.restoreState(this.#scratch, payload);
      memory.copy(this.#scratch, slot, from, to);
    } catch (error) {
      if (!(error instanceof LlamaError)) throw error;
      refused.add(slot);
      this.#blocks.drop(key);
    }
    memory.remove(this.#scratch);
  }

  /** Batch indexes of the last known token of each row. */
  #fill(rows: readonly PlannedRow[]): number[] {
    const batch = this.#batch;
    batch.clear();
    return rows.map(({ sequence, slot, from, to, draft, samples }) => {
      let last = -1;
      for (let position = from; position < to; position++) {
        last = batch.add(sequence.tokens.at(position), position, slot, samples && position === to - 1);
      }
      for (const [index, token] of draft.entries()) batch.add(token, to + index, slot, true);
      return last;
    });
  }

  /** @param last batch index of the row's last known token */
  #sample({ sequence, samples, draft }: PlannedRow, last: number): RowResult {
    if (!samples || sequence.state === "closed") return { tokens: [], acceptedDraft: 0 };
    try {
      return this.#sampler(sequence).sample(this.#context, this.#chains, last, draft);
    } catch (error) {
      if (!(error instanceof ConstraintError)) throw error;
      return { tokens: [], acceptedDraft: 0, error: { code: "invalid-constraint", message: error.message } };
    }
  }

  #sampler(sequence: Sequence): RowSampler {
    const known = this.#samplers.get(sequence);
    if (known !== undefined) return known;
    const constraint = this.#constraints.get(sequence.request.source.id)?.start();
    const sampler = new RowSampler(sequence, constraint, this.#vocabulary);
    this.#samplers.set(sequence, sampler);
    return sampler;
  }
}
