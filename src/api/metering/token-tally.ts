import type { TextEvent } from "../../inference/index.ts";

export interface TokenCounts {
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly acceptedPredictionTokens: number;
  readonly rejectedPredictionTokens: number;
}

const NONE: TokenCounts = {
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  acceptedPredictionTokens: 0,
  rejectedPredictionTokens: 0,
};

/**
 * Counts what the generations of one request cost, one after the other, also one that ends early: until its prompt is
 * computed, what is of it; until a choice has ended, the tokens that came of it.
 */
export class TokenTally {
  #earlier = NONE;
  #prompt = NONE;
  readonly #choices = new Map<number, TokenCounts>();

  get total(): TokenCounts {
    return [this.#prompt, ...this.#choices.values()].reduce(sum, this.#earlier);
  }

  /** Takes it as a callback: tokens that a choice has generated, its end not yet known. */
  readonly generated = (choice: number, tokens: number): void => {
    const { outputTokens } = this.#choices.get(choice) ?? NONE;
    this.#choices.set(choice, { ...NONE, outputTokens: outputTokens + tokens });
  };

  /** A prompt that was computed, none of it cached. */
  prompt(inputTokens: number): void {
    this.#prompt = { ...NONE, inputTokens };
  }

  observe(event: TextEvent): void {
    switch (event.type) {
      case "prefill-progress":
        this.#prompt = { ...NONE, inputTokens: event.computedTokens, cachedTokens: event.cachedTokens };
        break;
      case "start":
        this.#prompt = { ...NONE, inputTokens: event.promptTokens, cachedTokens: event.cachedTokens };
        break;
      case "choice-end": {
        const { completionTokens: outputTokens, ...prediction } = event.usage;
        this.#choices.set(event.choice, { ...NONE, outputTokens, ...prediction });
        break;
      }
      case "end":
      case "error":
        this.#earlier = this.total;
        this.#prompt = NONE;
        this.#choices.clear();
    }
  }
}

function sum(left: TokenCounts, right: TokenCounts): TokenCounts {
  return {
    inputTokens: left.inputTokens + right.inputTokens,
    cachedTokens: left.cachedTokens + right.cachedTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    acceptedPredictionTokens: left.acceptedPredictionTokens + right.acceptedPredictionTokens,
    rejectedPredictionTokens: left.rejectedPredictionTokens + right.rejectedPredictionTokens,
  };
}
