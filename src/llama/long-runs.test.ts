import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutLongRuns, overflowsOnLongRuns } from "./long-runs.ts";

const cut = (text: string) => cutLongRuns(Buffer.from(text)).map((piece) => Buffer.from(piece).toString());

describe("cutLongRuns", () => {
  it("leaves ordinary text whole, however long", () => {
    const text = "A word or two, and then some more.\n".repeat(2000);
    expect(cut(text)).toEqual([text]);
    expect(cut("")).toEqual([""]);
  });

  it("cuts long words and long blanks", () => {
    expect(cut(`x ${"a".repeat(25_000)} ${" ".repeat(15_000)}y`).map(({ length }) => length)).toEqual([
      10_002, 10_000, 15_000, 5_002,
    ]);
  });

  it("loses nothing and never cuts a character in two", () => {
    const run = fc.tuple(
      fc.constantFrom("a", " ", "é", "日", "🙂", "\n"),
      fc.integer({ min: 1, max: 15_000 }),
    );
    fc.assert(
      fc.property(fc.array(run, { maxLength: 6 }), (runs) => {
        const text = runs.map(([character, length]) => character.repeat(length)).join("");
        const pieces = cut(text);
        expect(pieces.join("")).toBe(text);
        for (const piece of pieces) expect(piece).not.toContain("\ufffd");
      }),
      { seed: 5, numRuns: 50 },
    );
  });
});

describe("overflowsOnLongRuns", () => {
  it("trusts the splitters that the library has written out", () => {
    expect(["qwen2", "qwen35", "llama-bpe", "gpt-2"].some(overflowsOnLongRuns)).toBe(false);
    expect(["gpt-4o", "unheard-of", undefined].every(overflowsOnLongRuns)).toBe(true);
  });
});
