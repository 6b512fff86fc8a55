/** What a figure is, which says how it is written. */
export type Unit = "tok/s" | "ms" | "s" | "MiB" | "%" | "×" | "";

/** What a row is measured against: its own value, or its ratio to the peer's. */
export interface Target {
  readonly of: "value" | "ratio";
  readonly bound: "at least" | "at most";
  readonly limit: number;
}

/** One line of a bench's table: what every round gave, on each side. */
export interface Row {
  readonly what: string;
  readonly unit: Unit;
  /** Empty where nothing could be measured; the note then says why. */
  readonly subject: readonly number[];
  readonly peer?: readonly number[];
  readonly target?: Target;
  readonly note?: string;
}

export const atLeast = (of: Target["of"], limit: number): Target => ({ of, bound: "at least", limit });
export const atMost = (of: Target["of"], limit: number): Target => ({ of, bound: "at most", limit });
