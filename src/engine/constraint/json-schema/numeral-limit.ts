import type { Decimal } from "./decimal.ts";

/** How the digits of a numeral compare with those of a limit that stand at the same places. */
export type Comparison = -1 | 0 | 1;

/** What has been read of a numeral. */
export interface NumeralPrefix {
  readonly part: "start" | "sign" | "whole" | "point" | "fraction";
  readonly isNegative: boolean;
  readonly wholeDigits: number;
  readonly fractionDigits: number;
}

/** A bound's magnitude digit by digit, to compare numerals with as they are read. */
export class NumeralLimit {
  readonly #isNegative: boolean;
  readonly whole: string;
  readonly fraction: string;

  constructor(value: Decimal) {
    this.#isNegative = value.digits < 0n;
    const digits = (this.#isNegative ? -value.digits : value.digits)
      .toString()
      .padStart(value.scale + 1, "0");
    const point = digits.length - value.scale;
    this.whole = digits.slice(0, point);
    this.fraction = digits.slice(point).replace(/0+$/, "");
  }

  compareDigit(numeral: NumeralPrefix, part: "whole" | "fraction", digit: number): Comparison {
    const own = part === "whole" ? this.whole[numeral.wholeDigits] : this.fraction[numeral.fractionDigits];
    return Math.sign(digit - Number(own ?? 0)) as Comparison;
  }

  /** The comparison of whole parts, now that it is known how many digits the numeral's has. */
  afterWhole(digits: number, comparison: Comparison): Comparison {
    return digits < this.whole.length ? -1 : digits > this.whole.length ? 1 : comparison;
  }

  /** Negative where the numeral as read so far is less than the limit, positive where it is more. */
  compare(numeral: NumeralPrefix, comparison: Comparison): number {
    if (numeral.isNegative !== this.#isNegative) return numeral.isNegative ? -1 : 1;
    const isWhole = numeral.part === "whole";
    const soFar = isWhole ? this.afterWhole(numeral.wholeDigits, comparison) : comparison;
    const hasMore = this.fraction.length > numeral.fractionDigits;
    const magnitude = soFar === 0 && hasMore ? -1 : soFar;
    return numeral.isNegative ? -magnitude : magnitude;
  }

  /** Negative or positive where every numeral that begins like this is less or more than the limit. */
  certainly(numeral: NumeralPrefix, comparison: Comparison): number {
    if (numeral.isNegative !== this.#isNegative) return numeral.isNegative ? -1 : 1;
    const isWhole = numeral.part === "sign" || numeral.part === "whole";
    const magnitude = isWhole ? (numeral.wholeDigits > this.whole.length ? 1 : 0) : comparison;
    return numeral.isNegative ? -magnitude : magnitude;
  }
}
