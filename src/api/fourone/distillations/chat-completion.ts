import type { JsonObject } from "../../../store/index.ts";

/** Of a chat completion, what is compared. */
export interface ChatCompletionChoice {
  readonly finish_reason: string;
  readonly message: JsonObject;
}
