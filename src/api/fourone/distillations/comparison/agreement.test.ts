import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agreementOf } from "./agreement.ts";
import { wordOverlap } from "./word-overlap.ts";

const said = (content: string) => ({ role: "assistant", content });
const calls = (...called: [name: string, json: string][]) => ({
  role: "assistant",
  content: null,
  tool_calls: called.map(([name, json], n) => ({
    id: `call_${n}_${name}`,
    type: "function",
    function: { name, arguments: json },
  })),
});

describe("the agreement of two answers", () => {
  it.each([
    ["text with other white space", said("It  is\nwarm. "), said("It is warm."), true],
    ["text in another case", said("Warm"), said("warm"), false],
    ["JSON in another order", said('{"a":1,"b":[1,2]}'), said('{ "b": [1, 2], "a": 1.0 }'), true],
    ["JSON with another list", said('{"b":[1,2]}'), said('{"b":[2,1]}'), false],
    ["a number that is written otherwise", said("1.0"), said("1"), false],
    [
      "a call with other ids and order of keys",
      calls(["f", '{"a":1,"b":2}']),
      calls(["f", '{"b":2,"a":1}']),
      true,
    ],
    ["calls in another order", calls(["f", "{}"], ["g", "{}"]), calls(["g", "{}"], ["f", "{}"]), true],
    ["a call too many", calls(["f", "{}"]), calls(["f", "{}"], ["f", "{}"]), false],
    ["a call of another function", calls(["f", "{}"]), calls(["g", "{}"]), false],
    ["words instead of a call", calls(["f", "{}"]), said('{"name":"f","arguments":{}}'), false],
    ["arguments that are no JSON, both the same", calls(["f", "{"]), calls(["f", "{"]), true],
  ])("is exact or not: %s", (_, teacher, student, exactMatch) => {
    expect(agreementOf(teacher, student).exactMatch).toBe(exactMatch);
    if (exactMatch) expect(agreementOf(teacher, student).tokenF1).toBe(1);
  });

  it("counts the words that answers have in common", () => {
    // 2 of 3 words here, 2 of 4 there.
    expect(wordOverlap("the red house", "The house, the garden")).toBeCloseTo(4 / 7);
    expect(wordOverlap("a a b", "a")).toBeCloseTo(2 / 4);
    expect(wordOverlap("今日は天気がいい", "天気がいい")).toBeGreaterThan(0.5);
    expect(wordOverlap("", "x")).toBe(0);
    expect(agreementOf(said("?!"), said("?!"))).toEqual({ exactMatch: true, tokenF1: 1 });
  });

  it("is the same both ways, and whole only where all is said", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", " ", "\n", "{", "}", '"', "1"), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const [one, other] = [said(left.join("")), said(right.join(""))];
        const agreement = agreementOf(one, other);
        expect(agreementOf(other, one)).toEqual(agreement);
        expect(agreement.tokenF1).toBeGreaterThanOrEqual(0);
        expect(agreement.tokenF1).toBeLessThanOrEqual(1);
        expect(agreementOf(one, one)).toEqual({ exactMatch: true, tokenF1: 1 });
      }),
    );
  });
});
