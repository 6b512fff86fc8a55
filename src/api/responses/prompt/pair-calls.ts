import { invalidRequest } from "../../errors/api-error.ts";
import type { ResponseItem, ToolCallItem, ToolOutputItem } from "../items/item.ts";

export type CallOutputs = ReadonlyMap<ToolCallItem, ToolOutputItem>;

/**
 * Finds the output of each call. Throws an `ApiError` where a finished call has none, or an output
 * no call. A call that was cut off and never answered is left out: nobody could have run it.
 */
export function pairCalls(items: readonly ResponseItem[]): CallOutputs {
  const calls = new Map<string, ToolCallItem>();
  const outputs = new Map<ToolCallItem, ToolOutputItem>();
  for (const item of items) {
    if (isCall(item)) {
      requireOutput(calls.get(item.call_id), outputs);
      calls.set(item.call_id, item);
    } else if (isOutput(item)) {
      const call = calls.get(item.call_id);
      if (call === undefined || !item.type.startsWith(call.type)) throw withoutCall(item);
      outputs.set(call, item);
    }
  }
  for (const call of calls.values()) requireOutput(call, outputs);
  return outputs;
}

export function isCall(item: ResponseItem): item is ToolCallItem {
  return item.type === "function_call" || item.type === "custom_tool_call";
}

export function isOutput(item: ResponseItem): item is ToolOutputItem {
  return item.type === "function_call_output" || item.type === "custom_tool_call_output";
}

function requireOutput(call: ToolCallItem | undefined, outputs: CallOutputs): void {
  if (call === undefined || outputs.has(call) || call.status === "incomplete") return;
  const kind = call.type === "function_call" ? "function" : "custom tool";
  throw invalidRequest(`No tool output found for ${kind} call ${call.call_id}.`, "input");
}

function withoutCall(output: ToolOutputItem) {
  const kind = output.type === "function_call_output" ? "function call" : "custom tool call";
  return invalidRequest(`No tool call found for ${kind} output with call_id ${output.call_id}.`, "input");
}
