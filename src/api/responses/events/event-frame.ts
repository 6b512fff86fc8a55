import type { Obfuscation } from "../../streaming/obfuscation.ts";
import type { NumberedEvent } from "./response-event.ts";

/**
 * One event as it goes over the wire. Deltas are followed by random letters, so that their size
 * tells less of the text; `obfuscation` is absent where the client does without.
 */
export function eventFrame(event: NumberedEvent, obfuscation: Obfuscation | undefined): string {
  const sent =
    obfuscation !== undefined && "delta" in event
      ? { ...event, obfuscation: obfuscation.padding(event.delta.length) }
      : event;
  return `event: ${event.type}\ndata: ${JSON.stringify(sent)}\n\n`;
}
