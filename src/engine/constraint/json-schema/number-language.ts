import {
  type CharacterAutomaton,
  type CharacterMachine,
  exploreMachine,
} from "../text/character-automaton.ts";
import { type CharacterSet, charactersOf } from "../text/character-set.ts";
import { compareDecimals, type Decimal, rescale } from "./decimal.ts";
import { type Comparison, NumeralLimit, type NumeralPrefix } from "./numeral-limit.ts";
import { leastCommonMultiple, RemainderClasses } from "./remainder-classes.ts";

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
/** Each digit takes a state for each remainder, so multiples of some numbers get fewer digits, but these. */
const LEAST_WHOLE_DIGITS = 9;
const MAXIMUM_REMAINDER_STATES = 4_000;

/** The decimal numerals, without exponents, of the numbers within bounds. */
export function numberAutomaton(language: NumberLanguage): CharacterAutomaton {
  return exploreMachine(new NumberMachine(language));
}

/** Whether a number lies in the language, whatever its spelling. */
export function satisfiesNumber(language: NumberLanguage, value: Decimal): boolean {
  const { isInteger, lower, upper, multiples } = language;
  const above = lower === undefined || compareDecimals(value, lower.value) > (lower.isExclusive ? 0 : -1);
  const below = upper === undefined || compareDecimals(value, upper.value) < (upper.isExclusive ? 0 : 1);
  const all = isInteger ? [{ digits: 1n, scale: 0 }, ...multiples] : multiples;
  const isMultiple = all.every((multiple) => {
    const scale = Math.max(value.scale, multiple.scale);
    return rescale(value, scale) % rescale(multiple, scale) === 0n;
  });
  return above && below && isMultiple;
}

interface NumberState extends NumeralPrefix {
  readonly startsWithZero: boolean;
  readonly isZero: boolean;
  /** With each limit, without regard to signs. */
  readonly comparisons: readonly Comparison[];
  readonly remainder: bigint;
}

interface NumberEdge {
  readonly characters: CharacterSet;
  readonly target: NumberState;
}

const DIGIT_SETS = Array.from({ length: 10 }, (_, digit) => charactersOf(String(digit)));
const MINUS = charactersOf("-");
const POINT = charactersOf(".");

class NumberMachine implements CharacterMachine<NumberState> {
  readonly #language: NumberLanguage;
  readonly #limits: readonly NumeralLimit[];
  readonly #wholeDigits: number;
  readonly #fractionDigits: number;
  /** Of what all multiples have in common, as an integer at the scale below. */
  readonly #remainders: RemainderClasses;
  readonly #scale: number;
  readonly start: NumberState;

  constructor(language: NumberLanguage) {
    const { lower, upper, multiples } = language;
    this.#language = language;
    this.#limits = [lower, upper].flatMap((bound) =>
      bound === undefined ? [] : new NumeralLimit(bound.value),
    );
    this.#scale = Math.max(0, ...multiples.map(({ scale }) => scale));
    this.#remainders = new RemainderClasses(
      multiples.map((multiple) => rescale(multiple, this.#scale)).reduce(leastCommonMultiple, 1n),
    );
    const affordable = Math.floor(MAXIMUM_REMAINDER_STATES / this.#remainders.count);
    this.#wholeDigits = Math.max(
      Math.min(MAXIMUM_WHOLE_DIGITS, Math.max(LEAST_WHOLE_DIGITS, affordable)),
      ...this.#limits.map(({ whole }) => whole.length + 1),
    );
    const precise = Math.max(
      MAXIMUM_FRACTION_DIGITS,
      ...this.#limits.map(({ fraction }) => fraction.length + 1),
    );
    this.#fractionDigits = language.isInteger ? 0 : multiples.length > 0 ? this.#scale : precise;
    this.start = {
      part: "start",
      isNegative: false,
      wholeDigits: 0,
      fractionDigits: 0,
      startsWithZero: false,
      isZero: true,
      comparisons: this.#limits.map(() => 0),
      remainder: 0n,
    };
  }

  key(state: NumberState): string {
    const { part, isNegative, wholeDigits, fractionDigits, startsWithZero, isZero } = state;
    const numbers = [part, +isNegative, wholeDigits, fractionDigits, +startsWithZero, +isZero];
    return [...numbers, ...state.comparisons, state.remainder].join();
  }

  *edges(state: NumberState): Generator<NumberEdge> {
    const { part } = state;
    if (this.#isHopeless(state)) return;
    if (part === "start") yield { characters: MINUS, target: { ...state, part: "sign", isNegative: true } };
    if (part === "start" || part === "sign" || (part === "whole" && !state.startsWithZero)) {
      if (state.wholeDigits < this.#wholeDigits) yield* this.#digits(state, "whole");
    }
    if (part === "whole" && this.#fractionDigits > 0) yield { characters: POINT, target: this.#point(state) };
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
    return this.#remainders.isMultiple(state.remainder * missing);
  }

  /** Whether no digit that may follow can bring the numeral back within its bounds. */
  #isHopeless(state: NumberState): boolean {
    if (state.part === "start") return false;
    const signs = this.#limits.map((limit, index) => limit.certainly(state, state.comparisons[index]!));
    const { lower, upper } = this.#language;
    return (lower !== undefined && signs.shift()! < 0) || (upper !== undefined && signs.shift()! > 0);
  }

  /** Behind the point the whole part has been compared, and its length matters no more. */
  #point(state: NumberState): NumberState {
    const { wholeDigits } = state;
    const comparisons = this.#limits.map((limit, index) =>
      limit.afterWhole(wholeDigits, state.comparisons[index]!),
    );
    return { ...state, part: "point", wholeDigits: 0, startsWithZero: false, comparisons };
  }

  *#digits(state: NumberState, part: "whole" | "fraction"): Generator<NumberEdge> {
    const isWhole = part === "whole";
    for (const [digit, characters] of DIGIT_SETS.entries()) {
      const comparisons = state.comparisons.map((comparison, index) =>
        comparison !== 0 ? comparison : this.#limits[index]!.compareDigit(state, part, digit),
      );
      const target: NumberState = {
        part,
        isNegative: state.isNegative,
        wholeDigits: state.wholeDigits + (isWhole ? 1 : 0),
        fractionDigits: state.fractionDigits + (isWhole ? 0 : 1),
        startsWithZero: isWhole && state.wholeDigits === 0 && digit === 0,
        isZero: state.isZero && digit === 0,
        comparisons,
        remainder: this.#remainders.representative(state.remainder * 10n + BigInt(digit)),
      };
      yield { characters, target };
    }
  }
}
