import type { GenerateEvent } from "../generate-event.ts";

type TextDelta = Extract<GenerateEvent, { type: "text-delta" }>;

/**
 * Events between the engine and one reader. A reader that falls behind finds the text deltas of a
 * choice joined into one, so that the memory it holds is bounded by the text of its answer.
 */
export class EventQueue {
  #events: GenerateEvent[] = [];
  #wake: (() => void) | undefined;
  #closed = false;

  push(event: GenerateEvent): void {
    if (this.#closed) return;
    if (!this.#join(event)) this.#events.push(event);
    this.#wake?.();
  }

  /** Ends the queue for its reader, whatever it still holds. */
  close(): void {
    this.#closed = true;
    this.#events = [];
    this.#wake?.();
  }

  /** The next event; `undefined` once the queue is closed. */
  async next(): Promise<GenerateEvent | undefined> {
    while (this.#events.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
    return this.#events.shift();
  }

  /** Whether the event went into one that waits already. */
  #join(event: GenerateEvent): boolean {
    const last = this.#events.length - 1;
    if (event.type === "prefill-progress" && this.#events[last]?.type === event.type) {
      this.#events[last] = event;
      return true;
    }
    if (event.type !== "text-delta") return false;
    // Choices take turns: the latest delta of this one lies behind at most one of each other.
    for (let at = last; this.#events[at]?.type === "text-delta"; at--) {
      const earlier = this.#events[at] as TextDelta;
      if (earlier.choice !== event.choice) continue;
      this.#events[at] = joined(earlier, event);
      return true;
    }
    return false;
  }
}

function joined(first: TextDelta, second: TextDelta): TextDelta {
  const text = first.text + second.text;
  if (first.sampled === undefined || second.sampled === undefined) return { ...second, text };
  return { ...second, text, sampled: [...first.sampled, ...second.sampled] };
}
