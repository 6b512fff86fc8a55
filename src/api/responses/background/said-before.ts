import type { ResponseEvent } from "../events/response-event.ts";
import type { PreparedResponse } from "../prepare-response.ts";
import { isCall } from "../prompt/pair-calls.ts";

/**
 * The text that an interrupted answer had told, where the model can simply go on with it: a message
 * that had not ended, without log probabilities, in a conversation without tools. Undefined
 * otherwise; then the answer has to be made again from its seed.
 */
export function saidBefore(
  { request, earlier, input }: PreparedResponse,
  told: readonly ResponseEvent[],
): string | undefined {
  const format = request.text?.format?.type ?? "text";
  const hasTools = (request.tools?.length ?? 0) > 0 || [...earlier, ...input].some(isCall);
  if (format !== "text" || hasTools) return undefined;
  let text = "";
  for (const event of told) {
    switch (event.type) {
      case "response.in_progress":
      case "response.output_item.added":
      case "response.content_part.added":
        break;
      case "response.output_text.delta":
        if (event.logprobs.length > 0) return undefined;
        text += event.delta;
        break;
      default:
        return undefined;
    }
  }
  return text === "" ? undefined : text;
}
