import type { TextEvent } from "../../inference/index.ts";

type Choice = Extract<TextEvent, { type: "choice-end" }>;

/** The `usage` object of answers. Text models have no audio, and these do not reason. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number; readonly audio_tokens: 0 };
  readonly completion_tokens_details: {
    readonly reasoning_tokens: 0;
    readonly audio_tokens: 0;
    readonly accepted_prediction_tokens: number;
    readonly rejected_prediction_tokens: number;
  };
}

/** Adds up what the choices of one request cost. */
export class UsageCount {
  #prompt = 0;
  #cached = 0;
  #completion = 0;
  #accepted = 0;
  #rejected = 0;

  observe(event: TextEvent): void {
    if (event.type === "start") {
      this.#prompt = event.promptTokens;
      this.#cached = event.cachedTokens;
    } else if (event.type === "choice-end") {
      this.#add(event.usage);
    }
  }

  #add(usage: Choice["usage"]): void {
    this.#completion += usage.completionTokens;
    this.#accepted += usage.acceptedPredictionTokens;
    this.#rejected += usage.rejectedPredictionTokens;
  }

  total(): Usage {
    return {
      prompt_tokens: this.#prompt,
      completion_tokens: this.#completion,
      total_tokens: this.#prompt + this.#completion,
      prompt_tokens_details: { cached_tokens: this.#cached, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: 0,
        audio_tokens: 0,
        accepted_prediction_tokens: this.#accepted,
        rejected_prediction_tokens: this.#rejected,
      },
    };
  }
}
