import type { GenerateEvent } from "../generate-event.ts";

/**
 * Events between the engine and one reader. A reader that falls behind finds the text deltas of a
 * choice joined into one, so that the memory it holds is bounded by the text of its answer.
 */
export class EventQueue {
  #events: GenerateEvent[] = [];
  #wake: (() => void) | undefined;
  #closed = false;

  push(event: GenerateEvent): void {
    const last = this.#events.at(-1);
    const joined = last === undefined ? undefined : join(last, event);
    if (joined === undefined) this.#events.push(event);
    else this.#events[this.#events.length - 1] = joined;
    this.#wake?.();
  }

  /** Ends the queue for its reader, whatever it still holds. */
  close(): void {
    this.#closed = true;
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
    return this.#closed ? undefined : this.#events.shift();
  }
}

function join(last: GenerateEvent, event: GenerateEvent): GenerateEvent | undefined {
  if (last.type === "prefill-progress" && event.type === "prefill-progress") return event;
  if (last.type !== "text-delta" || event.type !== "text-delta" || last.choice !== event.choice)
    return undefined;
  const sampled = last.sampled && event.sampled ? { sampled: [...last.sampled, ...event.sampled] } : {};
  return { type: "text-delta", choice: last.choice, text: last.text + event.text, ...sampled };
}
