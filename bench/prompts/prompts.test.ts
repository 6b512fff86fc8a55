import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeLines, splitLines } from "./change-lines.ts";
import { distinctText, storyRequest } from "./distinct-text.ts";
import { pick, seededRandom } from "./seeded-random.ts";

describe("seededRandom", () => {
  it("gives the same numbers for the same seed and others for another", () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it("spreads over the whole range", () => {
    const random = seededRandom(7);
    const seen = new Set(Array.from({ length: 1000 }, () => pick(random, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])));
    expect(seen.size).toBe(10);
  });
});

describe("distinct text", () => {
  it("has about as many words as tokens were asked for", () => {
    const words = distinctText(seededRandom(1), 1_200).split(/[ .]+/).length;
    expect(words).toBeGreaterThan(1_050);
    expect(words).toBeLessThan(1_250);
  });

  it("is another at every call", () => {
    const random = seededRandom(1);
    expect(distinctText(random, 100)).not.toBe(distinctText(random, 100));
    expect(storyRequest(random)).not.toBe(storyRequest(random));
  });
});

describe("changeLines", () => {
  const text = Array.from({ length: 40 }, (_, index) => `Line ${index} says something.`).join("\n");

  it("changes the share of the lines and keeps the others", () => {
    const before = text.split("\n");
    const after = changeLines(text, 0.05, seededRandom(1)).split("\n");
    expect(after).toHaveLength(40);
    expect(after.filter((line, index) => line !== before[index])).toHaveLength(2);
  });

  it("changes one line at least, and takes sentences where there are no line breaks", () => {
    const prose = "It rained. Nobody came. The door stood open.";
    const changed = splitLines(changeLines(prose, 0.05, seededRandom(1)));
    expect(changed.filter((line, index) => line !== splitLines(prose)[index])).toHaveLength(1);
  });

  it("splits without losing a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", " ", "\n", ".", "?") }), (any) => {
        expect(splitLines(any).join("")).toBe(any);
      }),
    );
  });
});
