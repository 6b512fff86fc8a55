import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitText } from "./split-text.ts";

describe("splitting a text", () => {
  it("loses nothing but white space, keeps the order and whole characters, and every piece fits", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme", maxLength: 200 }),
        fc.integer({ min: 2, max: 50 }),
        async (text, most) => {
          const pieces = await splitText(text, async (piece) => piece.length <= most, 1000);
          if (pieces === undefined) throw new Error("There is room for all pieces.");
          expect(pieces.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
          for (const piece of pieces) {
            expect(piece.length).toBeLessThanOrEqual(most);
            if (text.isWellFormed()) expect(piece.isWellFormed()).toBe(true);
          }
        },
      ),
    );
  });

  it("cuts between lines, or else between words", async () => {
    const lines = Array.from({ length: 20 }, (_, n) => `line number ${n}`).join("\n");
    for (const piece of (await splitText(lines, async (text) => text.length < 60, 100)) ?? []) {
      expect(piece).toMatch(/^line number[\s\S]*\d\n?$/);
    }
    const words = "word ".repeat(50);
    for (const piece of (await splitText(words, async (text) => text.length < 30, 100)) ?? []) {
      expect(piece).toMatch(/^(word )+$/);
    }
  });

  it("gives up where it would take too many pieces", async () => {
    expect(await splitText("x ".repeat(1000), async (text) => text.length < 10, 20)).toBeUndefined();
    expect(await splitText("a single character that never fits", async () => false, 1000)).toHaveLength(29);
  });
});
