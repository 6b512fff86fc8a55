import type { Tensor } from "./tensor.ts";

/** How positions turn the elements of a head. */
export interface Rope {
  /** Elements that are turned. */
  readonly dimensions: number;
  /** Which elements form a pair: neighbours, or those half the dimensions apart. */
  readonly pairs: "neighbours" | "halves";
  readonly base: number;
  /** Factor on positions. */
  readonly scale: number;
  readonly originalContext: number;
  /** Divisors of the frequencies. */
  readonly factors?: Tensor;
}
