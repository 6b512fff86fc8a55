import { createHash } from "node:crypto";
import type { JsonObject } from "../../../../store/index.ts";
import { canonicalJson } from "../canonical-json.ts";

/**
 * The same for prompts that a model cannot tell apart: ids of calls are drawn at random, and one part of text is as
 * good as the text.
 */
export function promptKey(messages: readonly JsonObject[], tools: unknown): string {
  const names = new Map<unknown, string>();
  const named = (id: unknown) => {
    if (!names.has(id)) names.set(id, `call_${names.size}`);
    return names.get(id);
  };
  const plain = messages.map(({ content, tool_calls: calls, tool_call_id: id, ...message }) => ({
    ...message,
    content: plainContent(content),
    ...(Array.isArray(calls) && {
      tool_calls: calls.map((call: JsonObject) => ({ ...call, id: named(call.id) })),
    }),
    ...(id !== undefined && { tool_call_id: named(id) }),
  }));
  return createHash("sha256")
    .update(canonicalJson([plain, tools ?? []]))
    .digest("hex");
}

function plainContent(content: unknown): unknown {
  if (!Array.isArray(content) || content.length !== 1) return content ?? null;
  const [part] = content as JsonObject[];
  return part?.type === "text" ? part.text : content;
}
