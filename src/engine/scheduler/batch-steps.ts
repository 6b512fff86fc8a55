export interface BatchStepsOptions {
  /** Longest step that an interactive request may find in its way. */
  readonly shortMilliseconds: number;
  /** Longest step that is ended when one comes. As the short one, where steps cannot be ended. */
  readonly longMilliseconds: number;
}

/**
 * How long steps of batch work alone may take. Prompts are computed best in large pieces, so they are long, and ended
 * as soon as an interactive request comes. What is ended is computed again: after that, steps are short ones that are
 * not ended, and become longer with each that nobody disturbs. So batch work gets on beside requests that come all the
 * time.
 */
export class BatchSteps {
  readonly #options: BatchStepsOptions;
  #milliseconds: number;

  constructor(options: BatchStepsOptions) {
    this.#options = options;
    this.#milliseconds = options.longMilliseconds;
  }

  get milliseconds(): number {
    return this.#milliseconds;
  }

  /** Whether a step that is planned now is to be ended for an interactive request. */
  get interruptible(): boolean {
    return this.#milliseconds > this.#options.shortMilliseconds;
  }

  interrupted(): void {
    this.#milliseconds = this.#options.shortMilliseconds;
  }

  finished(): void {
    this.#milliseconds = Math.min(this.#options.longMilliseconds, this.#milliseconds * 2);
  }
}
