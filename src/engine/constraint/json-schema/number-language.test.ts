import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acceptsText } from "../text/character-automaton.ts";
import { compareDecimals, decimalOf } from "./decimal.ts";
import { type NumberLanguage, numberAutomaton, satisfiesNumber } from "./number-language.ts";

const value = fc.oneof(
  fc.integer({ min: -1200, max: 1200 }),
  fc.integer({ min: -120_000, max: 120_000 }).map((hundredths) => hundredths / 100),
  fc.constantFrom(0, 0.5, -0.5, 1e-7, 9007199254740991),
);
const bound = fc.option(
  fc.record({
    value: fc.oneof(value, fc.constantFrom(1e21, -1e21)).map(decimalOf),
    isExclusive: fc.boolean(),
  }),
  {
    nil: undefined,
  },
);
const language: fc.Arbitrary<NumberLanguage> = fc.record({
  isInteger: fc.boolean(),
  lower: bound,
  upper: bound,
  multiples: fc.array(fc.constantFrom(1, 2, 7, 0.5, 0.25, 0.01, 12, 1000).map(decimalOf), { maxLength: 2 }),
});

/** A numeral without exponent, as the automaton writes them. */
function numeral(number: number): string {
  const { digits, scale } = decimalOf(number);
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const point = text.length - scale;
  return `${digits < 0n ? "-" : ""}${text.slice(0, point)}${scale > 0 ? `.${text.slice(point)}` : ""}`;
}

describe("numberAutomaton", () => {
  it("holds the numerals of exactly the numbers within the bounds", () => {
    fc.assert(
      fc.property(language, value, (language, number) => {
        const automaton = numberAutomaton(language);
        expect(acceptsText(automaton, numeral(number))).toBe(satisfiesNumber(language, decimalOf(number)));
      }),
      { numRuns: 400 },
    );
  });

  it("holds fractions with trailing zeros, but no leading zeros, no plus and no minus zero", () => {
    const automaton = numberAutomaton({
      isInteger: false,
      lower: { value: decimalOf(-1), isExclusive: false },
      upper: { value: decimalOf(2.5), isExclusive: false },
      multiples: [],
    });
    const accepted = [
      "2.50",
      "2.500",
      "2.51",
      "02",
      "+1",
      "-0",
      "-0.0",
      "-0.1",
      "0.0",
      ".5",
      "1.",
      "1e0",
      "-1.0",
    ].filter((text) => acceptsText(automaton, text));
    expect(accepted).toEqual(["2.50", "2.500", "-0.1", "0.0", "-1.0"]);
  });
});

describe("decimals", () => {
  it("compare as the numbers they stand for", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(Math.sign(compareDecimals(decimalOf(a), decimalOf(b)))).toBe(Math.sign(a - b));
      }),
    );
  });
});
