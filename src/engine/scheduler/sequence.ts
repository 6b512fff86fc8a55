import type { BlockRestore } from "../blocks/block-restore.ts";
import type { DraftSource } from "../draft/draft-source.ts";
import type { GenerateRequest } from "../generate-request.ts";
import type { TextAssembler } from "../text/text-assembler.ts";
import type { TokenList } from "../token-list.ts";

/** A request as the scheduler sees it: tokenized and checked against the context length. */
export interface ScheduledRequest {
  readonly source: GenerateRequest;
  /** Requests with equal space may share cached prefixes. */
  readonly space: string;
  readonly promptLength: number;
  /** Generated tokens allowed per choice. */
  readonly maximumTokens: number;
  readonly sequences: readonly Sequence[];
  /** Prompt tokens reused by the first sequence that was admitted. */
  cachedTokens: number;
  started: boolean;
  openChoices: number;
}

/** One choice of one request: the unit that is scheduled. */
export interface Sequence {
  readonly request: ScheduledRequest;
  readonly choice: number;
  /** The prompt, then everything generated. */
  readonly tokens: TokenList;
  /** Leading tokens whose keys and values are in the slot. */
  computed: number;
  /** Where the keys and values are; absent while waiting. */
  slot: number | undefined;
  state: "waiting" | "running" | "closed";
  readonly text: TextAssembler;
  readonly draft: DraftSource | undefined;
  /** What is still to be taken back from saved blocks before anything is computed. */
  restore: BlockRestore | undefined;
  acceptedPredictionTokens: number;
  rejectedPredictionTokens: number;
}

export function generatedTokens(sequence: Sequence): number {
  return sequence.tokens.length - sequence.request.promptLength;
}

/** Tokens known but not yet computed. */
export function pendingTokens(sequence: Sequence): number {
  return sequence.tokens.length - sequence.computed;
}

/** None of its choices has a place yet, or any more. */
export function isQueued({ sequences }: ScheduledRequest): boolean {
  return sequences.every(({ slot }) => slot === undefined);
}

export function isBatch(sequence: Sequence): boolean {
  return sequence.request.source.priority === "batch";
}

export function adapterOf(sequence: Sequence): string | undefined {
  return sequence.request.source.adapter;
}

/** Above this many tokens to compute, a sequence is treated as prefill, whatever it has said already. */
const LONGEST_STREAM_ROW = 32;

/** Somebody waits for its next token, and it needs little to get there. */
export function isStreaming(sequence: Sequence): boolean {
  return (
    sequence.state === "running" &&
    generatedTokens(sequence) > 0 &&
    pendingTokens(sequence) <= LONGEST_STREAM_ROW
  );
}

export function isPrefilling(sequence: Sequence): boolean {
  return sequence.state === "running" && !isStreaming(sequence);
}
