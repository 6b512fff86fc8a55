import {
  type CharacterAutomaton,
  type CharacterMachine,
  exploreMachine,
} from "../text/character-automaton.ts";
import { charactersOf } from "../text/character-set.ts";
import { compareDecimals, type Decimal, rescale } from "./decimal.ts";

export interface NumberBound {
  readonly value: Decimal;
  readonly isExclusive: boolean;
}

export interface NumberLanguage {
  readonly isInteger: boolean;
  readonly lower: NumberBound | undefined;
  readonly upper: NumberBound | undefined;
  /** The number must be a multiple of each; all positive. */
  readonly multiples: readonly Decimal[];
}

/** 64-bit integers have at most 19 digits, doubles at most 17 that matter. */
export const MAXIMUM_WHOLE_DIGITS = 19;
export const MAXIMUM_FRACTION_DIGITS = 17;

/**
 * How the digits read so far compare with the digits of a limit that stand at the same places, taken
 * without signs.
 */
type Comparison = -1 | 0 | 1;

interface NumberState {
  readonly part: "start" | "sign" | "whole" | "point" | "fraction";
  readonly isNegative: boolean;
  readonly wholeDigits: number;
  readonly fractionDigits: number;
  readonly startsWithZero: boolean;
  readonly comparisons: readonly Comparison[];
  /** Value of the digits so far, modulo each multiple at the scale of the multiples. */
  readonly remainders: readonly bigint[];
  readonly isZero: boolean;
}

const DIGIT_SETS = Array.from({ length: 10 }, (_, digit) => charactersOf(String(digit)));
const MINUS = charactersOf("-");
const POINT = charactersOf(".");

/** The decimal numerals, without exponents, of the numbers within bounds. */
export function numberAutomaton(language: NumberLanguage): CharacterAutomaton {
  return exploreMachine(new NumberMachine(language));
}

class NumberMachine implements CharacterMachine<NumberState> {
  readonly #language: NumberLanguage;
  readonly #limits: readonly Limit[];
  readonly #wholeDigits: number;
  readonly #fractionDigits: number;
  /** Multiples as integers at the scale below. */
  readonly #moduli: readonly bigint[];
  readonly #scale: number;
  readonly start: NumberState;

  constructor(language: NumberLanguage) {
    const { lower, upper, multiples } = language;
    this.#language = language;
    this.#limits = [lower, upper].flatMap((bound) => (bound === undefined ? [] : [new Limit(bound.value)]));
    this.#scale = Math.max(0, ...multiples.map(({ scale }) => scale));
    this.#moduli = multiples.map((multiple) => rescale(multiple, this.#scale));
    this.#wholeDigits = Math.max(MAXIMUM_WHOLE_DIGITS, ...this.#limits.map(({ whole }) => whole.length + 1));
    const fractions = this.#limits.map(({ fraction }) => fraction.length + 1);
    const free = multiples.length > 0 ? this.#scale : Math.max(MAXIMUM_FRACTION_DIGITS, ...fractions);
    this.#fractionDigits = language.isInteger ? 0 : free;
    this.start = {
      part: "start",
      isNegative: false,
      wholeDigits: 0,
      fractionDigits: 0,
      startsWithZero: false,
      comparisons: this.#limits.map(() => 0),
      remainders: this.#moduli.map(() => 0n),
      isZero: true,
    };
  }

  key(state: NumberState): string {
    const { part, isNegative, wholeDigits, fractionDigits, startsWithZero, isZero } = state;
    const numbers = [part, +isNegative, wholeDigits, fractionDigits, +startsWithZero, +isZero];
    return [...numbers, ...state.comparisons, ...state.remainders].join();
  }

  *edges(state: NumberState): Generator<{ characters: readonly number[]; target: NumberState }> {
    const { part } = state;
    if (part === "start") yield { characters: MINUS, target: { ...state, part: "sign", isNegative: true } };
    if (part === "start" || part === "sign" || (part === "whole" && !state.startsWithZero)) {
      if (state.wholeDigits < this.#wholeDigits) yield* this.#digits(state, "whole");
    }
    if (part === "whole" && this.#fractionDigits > 0) {
      const comparisons = this.#limits.map((limit, index) =>
        limit.afterWhole(state.wholeDigits, state.comparisons[index]!),
      );
      yield { characters: POINT, target: { ...state, part: "point", comparisons } };
    }
    if ((part === "point" || part === "fraction") && state.fractionDigits < this.#fractionDigits) {
      yield* this.#digits(state, "fraction");
    }
  }

  accepts(state: NumberState): boolean {
    const { part, isNegative, isZero } = state;
    if (part !== "whole" && part !== "fraction") return false;
    // "-0" is a numeral, but it reads as no integer in every language.
    if (isNegative && isZero) return false;
    const { lower, upper } = this.#language;
    const signs = this.#limits.map((limit, index) => limit.compare(state, state.comparisons[index]!));
    if (lower !== undefined && !(signs.shift()! > (lower.isExclusive ? 0 : -1))) return false;
    if (upper !== undefined && !(signs.shift()! < (upper.isExclusive ? 0 : 1))) return false;
    const missing = 10n ** BigInt(Math.max(0, this.#scale - state.fractionDigits));
    return state.remainders.every((remainder, index) => (remainder * missing) % this.#moduli[index]! === 0n);
  }

  *#digits(
    state: NumberState,
    part: "whole" | "fraction",
  ): Generator<{ characters: readonly number[]; target: NumberState }> {
    for (const [digit, characters] of DIGIT_SETS.entries()) {
      yield {
        characters,
        target: {
          part,
          isNegative: state.isNegative,
          wholeDigits: state.wholeDigits + (part === "whole" ? 1 : 0),
          fractionDigits: state.fractionDigits + (part === "fraction" ? 1 : 0),
          startsWithZero: part === "whole" ? state.wholeDigits === 0 && digit === 0 : state.startsWithZero,
          comparisons: state.comparisons.map((comparison, index) =>
            comparison !== 0 ? comparison : this.#limits[index]!.compareDigit(state, part, digit),
          ),
          remainders: state.remainders.map(
            (remainder, index) => (remainder * 10n + BigInt(digit)) % this.#moduli[index]!,
          ),
          isZero: state.isZero && digit === 0,
        },
      };
    }
  }
}

/** A bound's magnitude digit by digit, to compare numerals with as they are read. */
class Limit {
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

  compareDigit(state: NumberState, part: "whole" | "fraction", digit: number): Comparison {
    const own = part === "whole" ? this.whole[state.wholeDigits] : this.fraction[state.fractionDigits];
    const difference = digit - Number(own ?? 0);
    return difference < 0 ? -1 : difference > 0 ? 1 : 0;
  }

  /** The comparison of whole parts, now that it is known how many digits the numeral's has. */
  afterWhole(digits: number, comparison: Comparison): Comparison {
    return digits < this.whole.length ? -1 : digits > this.whole.length ? 1 : comparison;
  }

  /** Negative where the numeral read so far is less than the limit, positive where it is more. */
  compare(state: NumberState, comparison: Comparison): number {
    if (state.isNegative !== this.#isNegative) return state.isNegative ? -1 : 1;
    const whole = state.part === "whole" ? this.afterWhole(state.wholeDigits, comparison) : comparison;
    const rest = this.fraction.slice(state.fractionDigits);
    const magnitude = whole === 0 && rest !== "" ? -1 : whole;
    return state.isNegative ? -magnitude : magnitude;
  }
}

/** Whether a number lies in the language, whatever its spelling. */
export function satisfiesNumber(language: NumberLanguage, value: Decimal): boolean {
  const { isInteger, lower, upper, multiples } = language;
  const above = lower === undefined || compareDecimals(value, lower.value) > (lower.isExclusive ? 0 : -1);
  const below = upper === undefined || compareDecimals(value, upper.value) < (upper.isExclusive ? 0 : 1);
  const isMultiple = [...(isInteger ? [{ digits: 1n, scale: 0 }] : []), ...multiples].every((multiple) => {
    const scale = Math.max(value.scale, multiple.scale);
    return rescale(value, scale) % rescale(multiple, scale) === 0n;
  });
  return above && below && isMultiple;
}
