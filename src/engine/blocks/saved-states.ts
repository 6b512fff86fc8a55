import type { SequenceMemory } from "../memory/sequence-memory.ts";
import type { Sequence } from "../scheduler/sequence.ts";
import type { BlockRestore } from "./block-restore.ts";

/** Plans what of the KV cache is saved, and what comes back from there. Pure: it orders, others copy. */
export interface SavedStates {
  /** Whether a sequence that leaves its slot comes back to where it stood. */
  readonly keepsAll: boolean;
  /** What of the sequence's known tokens, of which it has the first `from`, could be taken back: at most `limit`. */
  restore(sequence: Sequence, from: number, limit: number): BlockRestore | undefined;
  /** The prompt is computed up to `length`: orders what is worth saving of it. */
  saveFull(memory: SequenceMemory, sequence: Sequence, length: number): void;
  /** The sequence leaves its slot after `length` tokens. */
  saveAll(memory: SequenceMemory, sequence: Sequence, length: number): void;
  /** Where the computation of a prompt must pause behind its first `computed` tokens, for a state to be saved. */
  pause(sequence: Sequence, computed: number): number;
}
