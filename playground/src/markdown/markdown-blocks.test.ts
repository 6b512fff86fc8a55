import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MarkdownBlock, MarkdownBlocks } from "./markdown-blocks.ts";

const whole = (text: string) => new MarkdownBlocks().update(text, true);
const textOf = (block: MarkdownBlock) => (block.kind === "text" ? block.text : block.parts.join(""));

describe("Markdown in blocks", () => {
  it("ends paragraphs at blank lines and keeps lists together", () => {
    const blocks = whole("One.\n\nTwo.\n\n- a\n\n- b\n\nThree.\n");
    expect(blocks.map(textOf)).toEqual(["One.\n\n", "Two.\n\n- a\n\n- b\n\n", "Three.\n"]);
  });

  it("takes code from its fence to the next, whatever is in it", () => {
    const blocks = whole("See:\n```html\n<b>\n\n~~~\n</b>\n```\nDone.");
    expect(blocks).toEqual([
      { kind: "text", text: "See:\n" },
      { kind: "code", language: "html", parts: ["<b>\n\n~~~\n</b>\n"], open: false },
      { kind: "text", text: "Done." },
    ]);
  });

  it("shows code whose fence has not closed, and closes it when the fence is all there is", () => {
    expect(new MarkdownBlocks().update("```js\nlet a", false)).toMatchObject([{ kind: "code", open: true }]);
    expect(new MarkdownBlocks().update("```js\nlet a\n```", false)).toEqual([
      { kind: "code", language: "js", parts: ["let a\n"], open: false },
    ]);
  });

  it("never changes a block that another has followed, however the text arrives", () => {
    const line = fc.constantFrom(
      "word word\n",
      "\n",
      "```js\n",
      "```\n",
      "- item\n",
      "# head\n",
      "    indented\n",
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (lines, step) => {
        const text = lines.join("");
        const growing = new MarkdownBlocks();
        let before: readonly MarkdownBlock[] = [];
        for (let length = step; length < text.length + step; length += step) {
          const after = growing.update(text.slice(0, length), length >= text.length);
          for (const [index, block] of before.slice(0, -1).entries()) expect(after[index]).toEqual(block);
          before = after;
        }
        if (text !== "") expect(before).toEqual(whole(text));
      }),
    );
  });

  it("takes a patch that stands without a fence as code, its own lines included", () => {
    const patch = "*** Begin Patch\n*** Delete File: a\n- b\n*** End Patch";
    for (const text of [`So:\n${patch}`, `So:\n${patch}\nDone.`]) {
      const [, code] = whole(text);
      expect(code).toMatchObject({ kind: "code", language: "patch", open: false });
      expect(textOf(code!).trimEnd()).toBe(patch);
    }
  });

  it("cuts long code into parts that join to the same text", () => {
    const code = "0123456789\n".repeat(5_000);
    const [block] = whole(`\`\`\`\n${code}\`\`\`\n`);
    expect(block?.kind === "code" && block.parts.length).toBeGreaterThan(5);
    expect(textOf(block!)).toBe(code);
  });
});
