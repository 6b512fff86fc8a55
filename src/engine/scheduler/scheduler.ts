import type { SavedStates } from "../blocks/saved-states.ts";
import type { EngineError } from "../engine-error.ts";
import type { GenerateRequest, Priority } from "../generate-request.ts";
import type { SequenceMemory } from "../memory/sequence-memory.ts";
import { type AdapterName, AdapterTurns } from "./adapter-turns.ts";
import { Admission, type AdmissionOptions } from "./admission.ts";
import { AppliedTokens, type Vocabulary } from "./applied-tokens.ts";
import type { BatchSteps } from "./batch-steps.ts";
import { applyRestore, BlockRestores } from "./block-restores.ts";
import { checkBooks } from "./check-books.ts";
import { createRequest, type ResumedChoice } from "./create-request.ts";
import { isBurst } from "./is-burst.ts";
import { isPrefillTurn, type Places } from "./is-prefill-turn.ts";
import type { RequestOutput } from "./request-output.ts";
import { RunningSet } from "./running-set.ts";
import {
  adapterOf,
  generatedTokens,
  isPrefilling,
  isQueued,
  isStreaming,
  type ScheduledRequest,
  type Sequence,
} from "./sequence.ts";
import { StepCosts } from "./step-costs.ts";
import type { PlannedRow, StepPlan, StepResult } from "./step-plan.ts";
import type { TokenBudget } from "./token-budget.ts";
import { WaitingQueue } from "./waiting-queue.ts";

export interface SchedulerOptions extends AdmissionOptions {
  /** Tokens one decode can take; at least `maximumRunning`, so that every stream moves in every step. */
  readonly batchTokens: number;
  /** Draft tokens that one step may verify. */
  readonly draftTokens: number;
  /** Requests that may wait. */
  readonly maximumQueued: number;
  readonly memory: SequenceMemory;
  /** Saved blocks behind the KV cache; absent: none. */
  readonly blocks?: SavedStates;
  readonly budget: TokenBudget;
  readonly batchSteps: BatchSteps;
  /** Batch work alone computes prompts and streams in steps of their own. */
  readonly prefillApart: boolean;
  readonly vocabulary: Vocabulary;
  /** Guess from the text so far where a request brings no prediction. */
  readonly promptLookup: boolean;
}

export type { GeneratedToken, RequestOutput } from "./request-output.ts";

/**
 * Decides what each step computes. Pure: no clock, no I/O, no native calls. There are no phases: a
 * sequence has tokens that are known and tokens that are computed, and a step moves the second
 * towards the first. Running streams go first, one token each; prefill fills the token budget.
 * Batch work stands still while there is interactive work, but for what lengthens its steps by next to nothing.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #memory: SequenceMemory;
  readonly #waiting = new WaitingQueue();
  readonly #running: RunningSet;
  readonly #admission: Admission;
  readonly #requests = new Map<string, ScheduledRequest>();
  readonly #turns = new AdapterTurns();
  readonly #costs: StepCosts;

  constructor(options: SchedulerOptions) {
    if (options.batchTokens < options.maximumRunning) throw new RangeError("a batch must hold every stream");
    this.#options = options;
    this.#costs = new StepCosts(options.budget, options.batchSteps);
    this.#memory = options.memory;
    const { memory, blocks } = options;
    this.#running = new RunningSet(memory, this.#waiting, blocks);
    this.#admission = new Admission(options, memory, this.#waiting, this.#running, blocks);
  }

  get counts(): { readonly queued: number; readonly requests: number; readonly running: number } {
    const queued = [...this.#requests.values()].filter(isQueued).length;
    return { queued, requests: this.#requests.size, running: this.#running.size };
  }

  /** Of interactive requests that wait while none runs: what is to be computed of their prompts. */
  get newcomerTokens(): number {
    return this.#running.hasInteractive ? 0 : this.#admission.uncachedTokens();
  }

  get hasWork(): boolean {
    return this.#requests.size > 0;
  }

  /** Takes a request on, or says why not. What runs already elsewhere, `resumed`, is never refused. */
  enqueue(
    source: GenerateRequest,
    prompt: ArrayLike<number>,
    resumed?: readonly ResumedChoice[],
    prediction?: ArrayLike<number>,
  ): EngineError | undefined {
    const refusal = resumed === undefined ? this.refusal(source.priority) : undefined;
    if (refusal !== undefined) return refusal;
    const request = createRequest(source, prompt, resumed ?? [], prediction, this.#options);
    this.#requests.set(source.id, request);
    for (const sequence of request.sequences) if (sequence.state === "waiting") this.#waiting.push(sequence);
    return undefined;
  }

  /** Why no request may wait beside those here and `others` on their way. Batch work is bounded by who sends it. */
  refusal(priority: Priority, others = 0): EngineError | undefined {
    const queued = [...this.#requests.values()].filter(isQueued);
    const interactive = queued.filter(({ source }) => source.priority === "interactive");
    const room = this.#options.maximumQueued - interactive.length - others;
    return room > 0 || priority === "batch" ? undefined : { code: "queue-full", retryAfterSeconds: 1 };
  }

  /** Drops the request; what it has in flight is ignored when it comes back. */
  cancel(id: string): boolean {
    const request = this.#requests.get(id);
    if (request === undefined) return false;
    for (const sequence of request.sequences) if (sequence.state !== "closed") this.#close(sequence);
    this.#requests.delete(id);
    return true;
  }

  /** The next step; `undefined` when there is nothing to do. */
  schedule(): StepPlan | undefined {
    if (this.#options.prefillApart) this.#running.clearStanding();
    const withWork = new Set([...this.#running.active, ...this.#waiting.inOrder()].map(adapterOf));
    return this.#turns.plan(withWork, (adapter) => this.#planStep(adapter));
  }

  /** A step of sequences with this adapter. */
  #planStep(adapter: AdapterName): StepPlan | undefined {
    const planned: PlannedRow[] = [];
    const active = this.#running.active.filter((sequence) => adapterOf(sequence) === adapter);
    const alone = !this.#running.hasInteractive && !this.#waiting.hasInteractive;
    const apart = alone && this.#options.prefillApart;
    const promptsOnly = apart && isPrefillTurn(active, this.#places());
    const streaming = active.filter(isStreaming);
    const decodeTokens = promptsOnly ? 0 : this.#planStreams(streaming, planned);
    const streams =
      decodeTokens > 0 &&
      !isBurst(active, this.#waiting.interactiveTokens, this.#options.budget.prefillTokens(0));
    const awaited = alone ? "newcomers" : streams ? "streams" : "nobody";
    const costs = this.#costs;
    const streamsOnly = apart && decodeTokens > 0;
    let budget = streamsOnly
      ? 0
      : costs.budget.prefillTokens(decodeTokens, awaited, costs.batchSteps.milliseconds);
    const restores = new BlockRestores(this.#memory, (cells, sequence) =>
      this.#running.makeRoom(cells, sequence),
    );
    const prefill = (sequence: Sequence) => {
      if (sequence.restore !== undefined && !restores.plan(sequence)) return;
      const row = this.#planRow(sequence, budget, []);
      if (row === undefined) return;
      planned.push(row);
      budget -= row.to - row.from;
    };
    for (const sequence of active) if (budget > 0 && isPrefilling(sequence)) prefill(sequence);
    // What lost its place to a row of this step must not come back within it.
    const preempted = active.some((sequence) => sequence.slot === undefined);
    while (budget > 0 && !preempted) {
      const sequence = this.#admission.next(adapter);
      if (sequence === undefined) break;
      prefill(sequence);
    }
    if (promptsOnly && planned.length === 0) this.#planStreams(streaming, planned);
    if (!alone && !preempted && planned.every(({ sequence }) => isStreaming(sequence))) {
      budget = Math.min(budget, costs.share.tokens(costs.budget.perToken));
      const standing = this.#running.standing.filter((sequence) => adapterOf(sequence) === adapter);
      for (const sequence of standing) if (budget > 0) prefill(sequence);
      while (budget > 0) {
        const sequence = this.#admission.next(adapter, { besideInteractive: true });
        if (sequence === undefined) break;
        prefill(sequence);
      }
    }
    const rows = planned.filter((row) => row.sequence.slot === row.slot);
    // Attention looks at every cell up to the last one in use; what is idle comes back from its blocks.
    if (rows.length > 0 && this.#options.blocks !== undefined) this.#memory.clear();
    const actions = this.#memory.takeActions();
    if (rows.length === 0 && actions.length === 0 && restores.loads.length === 0) return undefined;
    const tokenCount = rows.reduce((sum, row) => sum + row.to - row.from + row.draft.length, 0);
    const interruptible = alone && costs.batchSteps.interruptible;
    const { planned: restored, loads } = restores;
    return { adapter, actions, rows, tokenCount, interruptible, restored, loads };
  }

  /** Takes in what a step yielded. */
  apply(plan: StepPlan, result: StepResult): RequestOutput[] {
    const outputs: RequestOutput[] = [];
    for (const restore of plan.restored) applyRestore(restore, this.#memory, result);
    if (result.interrupted) {
      this.#undo(plan.rows);
      return outputs;
    }
    for (const [index, row] of plan.rows.entries()) {
      const { sequence } = row;
      if (sequence.state === "closed") continue;
      const { tokens, acceptedDraft, sampled, error } = result.rows[index]!;
      if (error !== undefined) {
        const { id } = sequence.request.source;
        this.cancel(id);
        outputs.push({ id, tokens: [], events: [{ type: "error", error }] });
        continue;
      }
      const applied = new AppliedTokens(sequence, this.#options.vocabulary, this.#options.contextLength);
      applied.compute(row.to);
      applied.draft(row.draft.length, acceptedDraft);
      for (const [at, token] of tokens.entries()) applied.take(token, sampled?.[at]);
      this.#memory.truncate(row.slot, sequence.computed);
      // Answers are published when they are finished: hardly anybody forks one that is being written.
      if (row.from < sequence.request.promptLength) {
        this.#memory.publish(row.slot, row.to);
        this.#options.blocks?.saveFull(this.#memory, sequence, row.to);
      }
      if (applied.finished) this.#close(sequence);
      outputs.push(applied.output());
      if (sequence.request.openChoices === 0) this.#requests.delete(sequence.request.source.id);
    }
    this.#costs.observe(plan, result.milliseconds);
    return outputs;
  }

  #places(): Places {
    const { size: running } = this.#running;
    return { running, maximum: this.#options.maximumRunning, waiting: this.#waiting.length };
  }

  /** Nothing of these rows was computed. */
  #undo(rows: readonly PlannedRow[]): void {
    this.#options.batchSteps.interrupted();
    for (const { sequence, slot } of rows) {
      if (sequence.state === "running") this.#memory.truncate(slot, sequence.computed);
    }
  }

  /** Throws when the books do not balance. Call it between steps. */
  checkIntegrity(): void {
    checkBooks(this.#memory, this.#running.sequences, this.#requests.values());
  }

  #planStreams(streaming: readonly Sequence[], rows: PlannedRow[]): number {
    let room = this.#options.batchTokens;
    // A step with drafts must not make other streams wait longer than a step with prefill may.
    const verified = this.#options.budget.prefillTokens(streaming.length > 1 ? streaming.length : 0);
    const share = Math.floor(Math.min(verified, this.#options.draftTokens) / streaming.length);
    for (const [index, sequence] of streaming.entries()) {
      if (sequence.state !== "running") continue; // preempted for one before it
      const others = streaming.length - index - 1;
      const draft = this.#draft(sequence, Math.min(share, room - others - 1), streaming.length);
      const row = this.#planRow(sequence, room - others, draft);
      if (row === undefined) continue;
      rows.push(row);
      room -= row.to - row.from + row.draft.length;
    }
    return this.#options.batchTokens - room;
  }

  #draft(sequence: Sequence, room: number, streams: number): readonly number[] {
    if (sequence.draft === undefined || sequence.tokens.length - sequence.computed > 1) return [];
    const context = this.#options.contextLength - sequence.tokens.length - 1;
    const answer = sequence.request.maximumTokens - generatedTokens(sequence) - 1;
    const limit = Math.min(room, context, answer);
    return limit > 0
      ? sequence.draft.propose(sequence.tokens, limit, this.#costs.draft.perToken(streams))
      : [];
  }

  #planRow(sequence: Sequence, limit: number, draft: readonly number[]): PlannedRow | undefined {
    const from = sequence.computed;
    const to = Math.min(sequence.tokens.length, from + limit, this.#pause(sequence));
    const fitting = this.#memory.makeRoom(to - from + draft.length) ? draft : [];
    if (!this.#running.makeRoom(to - from, sequence)) return undefined;
    const slot = sequence.slot!;
    this.#memory.grow(slot, to - from + fitting.length);
    return { sequence, slot, from, to, draft: fitting, samples: to === sequence.tokens.length };
  }

  /** States of some weights can be saved only where a step ends. */
  #pause(sequence: Sequence): number {
    const { blocks } = this.#options;
    if (blocks === undefined || sequence.computed >= sequence.request.promptLength)
      return sequence.tokens.length;
    return blocks.pause(sequence, sequence.computed);
  }

  #close(sequence: Sequence): void {
    if (sequence.slot !== undefined) this.#running.remove(sequence);
    else this.#waiting.remove(sequence);
    sequence.request.openChoices--;
    sequence.state = "closed";
  }
}
