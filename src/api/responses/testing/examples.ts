import type { TextEvent } from "../../../inference/index.ts";
import { newResponse } from "../response-object.ts";
import type { ResponseBody } from "../response-schema.ts";

export type WritableEvent = Exclude<TextEvent, { type: "error" }>;

export const RESPONSE_ID = `resp_${"0".repeat(48)}`;

/** A response that has just been asked for. */
export function exampleResponse(request: object = {}): ResponseBody {
  const head = {
    id: RESPONSE_ID,
    createdAt: 1_771_000_000,
    model: "gpt-4.1-nano-2025-04-14",
    previousResponseId: undefined,
    conversationId: undefined,
  };
  return newResponse({ model: "gpt-4.1-nano", input: "Hello", ...request }, head);
}

export const start: WritableEvent = { type: "start", promptTokens: 10, cachedTokens: 4 };
export const end: WritableEvent = { type: "end" };

export const text = (value: string): WritableEvent => ({ type: "text-delta", choice: 0, text: value });

export const finish = (reason: "stop" | "length" | "tool-calls" = "stop"): WritableEvent => ({
  type: "choice-end",
  choice: 0,
  reason,
  usage: { completionTokens: 3, acceptedPredictionTokens: 0, rejectedPredictionTokens: 0 },
});

/** A whole call, its payload in pieces. */
export function call(
  index: number,
  name: string,
  pieces: readonly string[],
  { kind = "function", complete = true }: { kind?: "function" | "custom"; complete?: boolean } = {},
): WritableEvent[] {
  const place = { choice: 0, index };
  return [
    { type: "tool-call-start", ...place, kind, id: `made_up_${index}`, name },
    ...pieces.map((piece): WritableEvent => ({ type: "tool-call-delta", ...place, text: piece })),
    { type: "tool-call-end", ...place, complete },
  ];
}
