import type { Clock } from "../clock.ts";

/** Entries are few and short-lived; a flood of distinct keys must not fill the memory. */
const MAXIMUM_ENTRIES = 1_000;

interface Entry<Value> {
  readonly value: Promise<Value>;
  readonly until: number;
}

/**
 * What the database said a moment ago, so that a busy server does not ask it the same for every
 * request. Failures are not remembered.
 */
export class Remembered<Value> {
  readonly #clock: Clock;
  readonly #milliseconds: number;
  readonly #entries = new Map<string, Entry<Value>>();

  constructor(clock: Clock, milliseconds: number) {
    this.#clock = clock;
    this.#milliseconds = milliseconds;
  }

  get(name: string, fetch: () => Promise<Value>): Promise<Value> {
    const known = this.#entries.get(name);
    const now = this.#clock.elapsed();
    if (known !== undefined && now < known.until) return known.value;
    const value = fetch();
    this.#entries.delete(name);
    this.#entries.set(name, { value, until: now + this.#milliseconds });
    value.catch(() => this.forget(name));
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAXIMUM_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
    return value;
  }

  forget(name: string): void {
    this.#entries.delete(name);
  }

  clear(): void {
    this.#entries.clear();
  }
}
