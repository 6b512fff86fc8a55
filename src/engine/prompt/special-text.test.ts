import { describe, expect, it } from "vitest";
import { SpecialText } from "./special-text.ts";

const found = (spellings: readonly string[], text: string, overlapping: boolean) => {
  const special = new SpecialText(spellings.map((spelling, token) => ({ token, text: spelling })));
  return [...special.find(text, overlapping)].map(({ from, to }) => text.slice(from, to));
};

describe("SpecialText", () => {
  it("prefers the longest of the spellings that begin at one place", () => {
    expect(found(["<a", "<a>", "<a><b>"], "x<a><b><a>", false)).toEqual(["<a><b>", "<a>"]);
  });

  it("finds spellings that begin inside another only when told to", () => {
    expect(found(["<<>", "<>>"], "<<>>", false)).toEqual(["<<>"]);
    expect(found(["<<>", "<>>"], "<<>>", true)).toEqual(["<<>", "<>>"]);
    expect(found(["aa"], "aaaa", true)).toHaveLength(3);
  });

  it("reads spellings literally, whatever they mean to a pattern", () => {
    expect(found(["<|a.b|>", "[x]", "$^"], "<|a.b|><|a-b|>[x]x$^", false)).toEqual(["<|a.b|>", "[x]", "$^"]);
  });

  it("finds nothing where there is nothing to find", () => {
    expect(found([], "text", true)).toEqual([]);
    expect(found([""], "text", true)).toEqual([]);
  });
});
