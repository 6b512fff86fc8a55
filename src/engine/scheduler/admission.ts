import type { SavedStates } from "../blocks/saved-states.ts";
import type { CachedPrefix, SequenceMemory } from "../memory/sequence-memory.ts";
import type { RunningSet } from "./running-set.ts";
import { adapterOf, isBatch, isPrefilling, pendingTokens, type Sequence } from "./sequence.ts";
import type { WaitingQueue } from "./waiting-queue.ts";

/** Below this many tokens, waiting for somebody else's prefill is not worth it. */
const SMALLEST_SHARED_PREFILL = 16;
/** Cells kept free for the answer when a sequence is admitted, so that it is not preempted at once. */
const ANSWER_HEADROOM = 64;

export interface AdmissionOptions {
  readonly contextLength: number;
  /** Sequences that may run at once. */
  readonly maximumRunning: number;
}

/** Decides which waiting sequence runs next, and on whose cached prefix. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #memory: SequenceMemory;
  readonly #waiting: WaitingQueue;
  readonly #running: RunningSet;
  readonly #blocks: SavedStates | undefined;

  constructor(
    options: AdmissionOptions,
    memory: SequenceMemory,
    waiting: WaitingQueue,
    running: RunningSet,
    blocks: SavedStates | undefined,
  ) {
    this.#options = options;
    this.#memory = memory;
    this.#waiting = waiting;
    this.#running = running;
    this.#blocks = blocks;
  }

  /**
   * Starts one sequence with this adapter and returns it; `undefined` where none may start now. A prompt whose
   * beginning somebody is just computing waits for that, and shares it then. Batch work starts only where no
   * interactive work runs, or where it is allowed beside.
   */
  next(adapter: string | undefined, { besideInteractive = false } = {}): Sequence | undefined {
    for (const sequence of this.#waiting.inOrder()) {
      if (adapterOf(sequence) !== adapter) continue;
      if (isBatch(sequence) && this.#running.hasInteractive && !besideInteractive) return undefined;
      const prefix = this.#longestPrefix(sequence);
      if (this.#sharedPrefill(sequence) > (prefix?.length ?? 0) + SMALLEST_SHARED_PREFILL) continue;
      return this.#makePlace(sequence, prefix) ? this.#start(sequence) : undefined;
    }
    return undefined;
  }

  /** Tokens of interactive requests that wait which are in no cache. */
  uncachedTokens(): number {
    if (!this.#waiting.hasInteractive) return 0;
    return this.#waiting.inOrder().reduce((sum, sequence) => {
      const { length } = sequence.tokens;
      const inCells = this.#longestPrefix(sequence)?.length ?? 0;
      const saved = this.#blocks?.restore(sequence, inCells, length - 1);
      saved?.release();
      return sum + length - (saved?.length ?? inCells);
    }, 0);
  }

  #start(sequence: Sequence): Sequence | undefined {
    const { request, tokens } = sequence;
    // Asked again, because making place may have sent away the very sequence whose prefix was found.
    const prefix = this.#longestPrefix(sequence);
    const slot = this.#memory.open(request.space, tokens, prefix);
    if (slot === undefined) return undefined;
    this.#waiting.remove(sequence);
    this.#running.add(sequence, slot, prefix?.length ?? 0);
    sequence.restore = this.#blocks?.restore(sequence, sequence.computed, tokens.length - 1);
    if (!request.started) {
      request.cachedTokens = Math.max(
        request.cachedTokens,
        Math.min(sequence.computed, request.promptLength),
      );
    }
    return sequence;
  }

  /** The last token is always computed: its logits are what the answer begins with. */
  #longestPrefix({ request, tokens }: Sequence): CachedPrefix | undefined {
    return this.#memory.longestPrefix(request.space, tokens, tokens.length - 1);
  }

  /** A place among the running, a slot, and cells for the prompt and the beginning of the answer. */
  #makePlace(sequence: Sequence, prefix: CachedPrefix | undefined): boolean {
    const { request, tokens } = sequence;
    const answer = Math.min(ANSWER_HEADROOM, request.maximumTokens);
    const wanted = Math.min(tokens.length + answer, this.#options.contextLength);
    while (
      this.#running.size >= this.#options.maximumRunning ||
      !this.#memory.makePlace(wanted, prefix, this.#reserved())
    ) {
      const victim = isBatch(sequence) ? undefined : this.#running.youngestBatch;
      if (victim === undefined) return false;
      this.#running.preempt(victim);
    }
    return true;
  }

  /** Cells that running sequences are sure to need: prompts admitted but not yet computed. */
  #reserved(): number {
    return this.#running.sequences.reduce(
      (sum, sequence) => sum + Math.max(0, pendingTokens(sequence) - 1),
      0,
    );
  }

  /** Tokens of this prompt that somebody else is computing just now. */
  #sharedPrefill(sequence: Sequence): number {
    let longest = 0;
    if (!this.#memory.sharing && this.#blocks === undefined) return longest; // nothing would come of waiting
    for (const other of this.#running.sequences) {
      if (other.request.space !== sequence.request.space || !isPrefilling(other)) continue;
      if (isBatch(other) && !isBatch(sequence)) continue; // it may be standing still
      const common = other.tokens.commonPrefix(sequence.tokens, sequence.tokens.length - 1);
      if (common > other.computed) longest = Math.max(longest, common);
    }
    return longest;
  }
}
