import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST_PART, MarkdownParts } from "./markdown-parts.ts";

const piece = fc.constantFrom(
  "word ",
  "\n",
  "\n\n",
  "```\n",
  "- item\n",
  "x".repeat(900),
  `${"y ".repeat(600)}\n`,
);

describe("Markdown in parts", () => {
  it("are the same however the text arrives, and only the last one changes", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const growing = new MarkdownParts();
        for (const text of pieces) {
          const { count } = growing;
          const before = Array.from({ length: count - 1 }, (_, index) => growing.part(index));
          growing.append(text);
          expect(growing.count).toBeGreaterThanOrEqual(count);
          for (const [index, part] of before.entries()) expect(growing.part(index)).toBe(part);
        }
        growing.end();
        expect(growing.blocks()).toEqual(MarkdownParts.of(pieces.join("")).blocks());
      }),
    );
  });

  it("are one where the text is short", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join("").slice(0, LONGEST_PART);
        expect(MarkdownParts.of(text).count).toBe(1);
      }),
    );
  });

  it("are of limited length each, whatever the text is", () => {
    for (const text of [
      "a b\n".repeat(50_000),
      "a".repeat(200_000),
      "Words.\n\n".repeat(20_000),
      "- a\n".repeat(50_000),
    ]) {
      const parts = MarkdownParts.of(text);
      expect(parts.count).toBeGreaterThan(10);
      for (let index = 0; index < parts.count; index++) {
        const length = parts
          .part(index)!
          .blocks.reduce((sum, block) => sum + (block.kind === "text" ? block.text.length : 0), 0);
        expect(length).toBeLessThanOrEqual(3 * LONGEST_PART);
      }
    }
  });
});
