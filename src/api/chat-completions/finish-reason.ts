import type { TextFinishReason } from "../../inference/index.ts";

export type FinishReason = "stop" | "length" | "tool_calls" | "function_call";

/** `legacy`: the request came with functions instead of tools. */
export function finishReason(reason: TextFinishReason, legacy: boolean): FinishReason {
  if (reason !== "tool-calls") return reason;
  return legacy ? "function_call" : "tool_calls";
}
