import type { TextEvent } from "../../../inference/index.ts";
import type { ResponseUsage } from "../response-schema.ts";

/** Adds up what the rounds of one response cost. */
export class ResponseUsageCount {
  #input = 0;
  #cached = 0;
  #output = 0;

  observe(event: TextEvent): void {
    if (event.type === "start") {
      this.#input += event.promptTokens;
      this.#cached += event.cachedTokens;
    } else if (event.type === "choice-end") {
      this.#output += event.usage.completionTokens;
    }
  }

  total(): ResponseUsage {
    return {
      input_tokens: this.#input,
      // Writing to the cache costs nothing here.
      input_tokens_details: { cached_tokens: this.#cached, cache_write_tokens: 0 },
      output_tokens: this.#output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: this.#input + this.#output,
    };
  }
}
