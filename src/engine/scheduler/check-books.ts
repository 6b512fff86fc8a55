import type { SequenceMemory } from "../memory/sequence-memory.ts";
import type { ScheduledRequest, Sequence } from "./sequence.ts";

/** Throws where what runs, what is held in memory and what is still open do not agree. */
export function checkBooks(
  memory: SequenceMemory,
  running: readonly Sequence[],
  requests: Iterable<ScheduledRequest>,
): void {
  memory.checkIntegrity();
  for (const sequence of running) {
    if (sequence.state !== "running" || sequence.slot === undefined)
      throw new Error("a closed sequence runs");
    if (memory.length(sequence.slot) !== sequence.computed)
      throw new Error("computed tokens and cells differ");
  }
  for (const request of requests) {
    const open = request.sequences.filter((sequence) => sequence.state !== "closed").length;
    if (open !== request.openChoices || open === 0)
      throw new Error("a request without open choices lives on");
  }
}
