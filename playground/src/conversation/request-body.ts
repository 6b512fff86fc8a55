import { chatRequest, type JsonBody } from "./chat-request.ts";
import { responsesRequest } from "./responses-request.ts";
import type { Settings } from "./settings.ts";
import type { Turn } from "./turn.ts";

export function requestBody(turns: readonly Turn[], settings: Settings): JsonBody {
  const sent = turns.filter((turn) => !isNothing(turn));
  return settings.api === "chat" ? chatRequest(sent, settings) : responsesRequest(sent, settings);
}

/** An answer that failed before its first word is not part of the conversation. */
function isNothing(turn: Turn): boolean {
  if (turn.role !== "assistant") return false;
  return turn.choices.every(
    ({ text, toolCalls, refusal, live }) =>
      text === "" && toolCalls.length === 0 && refusal === undefined && live === undefined,
  );
}
