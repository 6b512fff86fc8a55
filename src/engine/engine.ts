import type { AdapterFile } from "./adapter-file.ts";
import type { EngineMetrics } from "./engine-metrics.ts";
import type { GenerateEvent } from "./generate-event.ts";
import type { GenerateRequest, PromptSegment } from "./generate-request.ts";

/** What the loaded weights are, as far as the layers above need to know. */
export interface ModelDescription {
  readonly architecture: string;
  readonly vocabularySize: number;
  /** Tokens one sequence may hold, prompt and answer together. */
  readonly contextLength: number;
  readonly chatTemplate: string | undefined;
  readonly beginOfSequence: string;
  readonly endOfSequence: string;
  /** Text of every control token of the vocabulary. */
  readonly controlTokens: readonly string[];
  readonly parameterCount: number;
}

export type EngineState = "starting" | "ready" | "restarting" | "stopping" | "stopped";

/**
 * Told of tokens that a choice has generated as they come from the engine, also of those whose text is held back: what
 * a request has cost that is cancelled before its choices end.
 */
export type TokenListener = (choice: number, tokens: number) => void;

/** One set of loaded weights that generates text. Implemented by the client of the engine process. */
export interface Engine {
  readonly state: EngineState;
  /** Settles when the weights are loaded; rejects when they cannot be. */
  ready(): Promise<ModelDescription>;
  /**
   * Streams events until exactly one terminal event. Aborting the signal, or leaving the loop,
   * cancels the work within one step.
   */
  generate(
    request: GenerateRequest,
    signal: AbortSignal,
    onTokens?: TokenListener,
  ): AsyncIterable<GenerateEvent>;
  countTokens(prompt: readonly PromptSegment[]): Promise<number>;
  /** From now on requests may name the adapter. Nothing is loaded before one does. */
  registerAdapter(adapter: AdapterFile): void;
  /** Requests that name it are refused from now on, and those that run with it end with an error. */
  forgetAdapter(id: string): void;
  metrics(): EngineMetrics;
  /** Refuses new work, lets running work finish for `graceMilliseconds`, then ends. */
  stop(graceMilliseconds: number): Promise<void>;
}
