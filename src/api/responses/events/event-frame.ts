import type { ApiError } from "../../errors/api-error.ts";
import type { Obfuscation } from "../../streaming/obfuscation.ts";
import type { NumberedEvent, StreamComment } from "./response-event.ts";

/**
 * One event as it goes over the wire. Deltas are followed by random letters, so that their size
 * tells less of the text; `obfuscation` is absent where the client does without.
 */
export function eventFrame(
  event: NumberedEvent | StreamComment,
  obfuscation: Obfuscation | undefined,
): string {
  if (event.type === "comment") return `: ${event.text}\n\n`;
  const sent =
    obfuscation !== undefined && "delta" in event
      ? { ...event, obfuscation: obfuscation.padding(event.delta.length) }
      : event;
  return `event: ${event.type}\ndata: ${JSON.stringify(sent)}\n\n`;
}

/** Ends a stream whose events cannot be had; it may be resumed where it broke off. */
export function errorFrame(error: ApiError): string {
  return `event: error\ndata: ${JSON.stringify({ type: "error", ...error.body() })}\n\n`;
}
