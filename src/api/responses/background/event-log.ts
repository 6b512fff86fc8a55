import { type NumberedEvent, numberEvent, type ResponseEvent } from "../events/response-event.ts";

/** A write costs a flush to the disk: this often at most, however fast events come. */
const INTERVAL_MILLISECONDS = 100;

export interface EventLogOptions {
  /** The number of the first event. */
  readonly next: number;
  /** Resolves when the events are kept for good. */
  readonly write: (events: readonly NumberedEvent[]) => Promise<void>;
  /** A write failed: there is no use in going on. */
  readonly onError: (error: unknown) => void;
}

/** Numbers the events of a background stream and writes them, a few at a time, while more come. */
export class EventLog {
  readonly #options: EventLogOptions;
  #next: number;
  readonly #pending: NumberedEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: EventLogOptions) {
    this.#options = options;
    this.#next = options.next;
  }

  /**
   * The end of an item is written with what comes after it: an answer of which the whole text is
   * written can then still be gone on with, where nothing tells that it has ended.
   */
  add(event: ResponseEvent): void {
    this.#pending.push(numberEvent(event, this.#next++));
    if (!isEnd(event)) this.#timer ??= setTimeout(() => this.#write(), INTERVAL_MILLISECONDS);
  }

  /** Stops writing, and gives what is not written yet: whoever ends the stream writes it. */
  async close(): Promise<NumberedEvent[]> {
    clearTimeout(this.#timer);
    await this.#writing;
    clearTimeout(this.#timer);
    return this.#pending;
  }

  #write(): void {
    const { write, onError } = this.#options;
    this.#writing = this.#writing.then(async () => {
      const events = this.#pending.splice(0, this.#pending.findLastIndex((event) => !isEnd(event)) + 1);
      this.#timer = undefined;
      try {
        await write(events);
      } catch (error) {
        onError(error);
      }
    });
  }
}

function isEnd({ type }: ResponseEvent): boolean {
  return type.endsWith(".done");
}
