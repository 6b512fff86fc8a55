import { type Constraint, MAXIMUM_ROLLBACK } from "../constraint.ts";
import type { ConfigurationSet } from "./configuration.ts";
import { forcedText } from "./forced-text.ts";
import type { GrammarRuntime } from "./grammar-runtime.ts";

/** Masks kept per answer: inside a string the same position comes back with every token. */
const KEPT_MASKS = 4;

export class GrammarConstraint implements Constraint {
  readonly #runtime: GrammarRuntime;
  /** Positions behind each token, oldest first; undefined behind the end of the answer. */
  #positions: Array<ConfigurationSet | undefined>;
  readonly #kept: Array<{ position: ConfigurationSet | undefined; readonly mask: Int32Array }> = [];

  constructor(runtime: GrammarRuntime) {
    this.#runtime = runtime;
    runtime.machine.renewWork();
    this.#positions = [runtime.machine.start()];
  }

  get isComplete(): boolean {
    const position = this.#positions.at(-1);
    return position === undefined || position.isComplete;
  }

  get isTerminated(): boolean {
    const position = this.#positions.at(-1);
    return position === undefined || (position.isComplete && position.configurations.length === 0);
  }

  mask(): Int32Array {
    const position = this.#positions.at(-1);
    const at = this.#kept.findIndex((kept) => kept.position === position);
    const known = this.#kept[at];
    if (known !== undefined) return known.mask;
    const words = Math.ceil(this.#runtime.tokens.length / 32);
    const reused = this.#kept.length < KEPT_MASKS ? undefined : this.#kept.shift();
    const mask = reused?.mask ?? new Int32Array(words);
    if (position === undefined) mask.fill(0);
    else {
      this.#runtime.machine.renewWork();
      this.#runtime.masks.write(position, mask);
    }
    this.#kept.push({ position, mask });
    return mask;
  }

  accept(token: number): boolean {
    const { machine, tokens } = this.#runtime;
    const before = this.#positions.at(-1);
    if (before === undefined) return false;
    if (this.#runtime.isEndOfGeneration(token)) return before.isComplete && this.#append(undefined);
    const bytes = tokens[token];
    if (bytes === undefined || !this.#runtime.isText(token)) return false;
    machine.renewWork();
    let position: ConfigurationSet | undefined = before;
    for (const byte of bytes) {
      position = machine.step(position, byte);
      if (position === undefined) return false;
    }
    // Steps that were only tried would pile up with the length of the answer.
    if (position !== before) before.next = undefined;
    return this.#append(position);
  }

  rollback(tokens: number): void {
    if (!Number.isInteger(tokens) || tokens < 0 || tokens >= this.#positions.length) {
      throw new RangeError(`cannot take back ${tokens} of ${this.#positions.length - 1} tokens`);
    }
    this.#positions.length -= tokens;
  }

  forcedText(): string {
    const position = this.#positions.at(-1);
    if (position === undefined) return "";
    this.#runtime.machine.renewWork();
    return forcedText(this.#runtime.machine, position);
  }

  [Symbol.dispose](): void {
    this.#positions = [undefined];
    this.#kept.length = 0;
  }

  #append(position: ConfigurationSet | undefined): true {
    this.#positions.push(position);
    // Cut in large pieces: moving the list down by one each time would cost more than the step.
    if (this.#positions.length > 2 * MAXIMUM_ROLLBACK) {
      this.#positions = this.#positions.slice(-MAXIMUM_ROLLBACK - 1);
    }
    return true;
  }
}
