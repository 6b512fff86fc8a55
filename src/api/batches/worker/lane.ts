/** The lines that one engine is given at once; the others wait. */
export class Lane {
  /** Of the models that the engine serves. */
  queues: readonly string[] = [];
  readonly #capacity: number;
  readonly #waiting: (() => void)[] = [];
  readonly #onRoom: () => void;
  #running = 0;
  #reserved = 0;

  /** @param onRoom told when lines should be fetched */
  constructor(capacity: number, onRoom: () => void) {
    this.#onRoom = onRoom;
    this.#capacity = capacity;
  }

  /** Whether lines should be fetched, so that one is there whenever one is done. */
  get isHungry(): boolean {
    return this.#running + this.#waiting.length + this.#reserved < this.#capacity * 1.5;
  }

  /** For lines that are on their way: until it is disposed of, they count. */
  reserve(lines: number): Disposable {
    let left = lines;
    this.#reserved += lines;
    return {
      [Symbol.dispose]: () => {
        this.#reserved -= left;
        left = 0;
      },
    };
  }

  /** Does the work when its turn comes; rejects, without having begun it, where the signal aborts before. */
  async run<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#capacity) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running++;
    }
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      // The place goes on to who waits for it, or is free.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
      if (this.isHungry) this.#onRoom();
    }
  }
}
