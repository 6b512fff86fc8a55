import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeText } from "./code-parts.ts";
import { type MarkdownBlock, MarkdownBlocks } from "./markdown-blocks.ts";

/** What is left of blocks that arrive in pieces of this many characters. */
function grown(text: string, step: number, onGrowth = (_: readonly MarkdownBlock[]) => {}): MarkdownBlock[] {
  const cutter = new MarkdownBlocks();
  const closed: MarkdownBlock[] = [];
  for (let from = 0; from < text.length; from += step) {
    closed.push(...cutter.append(text.slice(from, from + step)));
    const open = cutter.open(from + step >= text.length);
    onGrowth(open === undefined ? [...closed] : [...closed, open]);
  }
  const open = cutter.open(true);
  return open === undefined ? closed : [...closed, open];
}
const whole = (text: string) => grown(text, Math.max(1, text.length));
const textOf = (block: MarkdownBlock) => (block.kind === "text" ? block.text : codeText(block.parts));

describe("Markdown in blocks", () => {
  it("ends paragraphs at blank lines and keeps lists together", () => {
    const blocks = whole("One.\n\nTwo.\n\n- a\n\n- b\n\nThree.\n");
    expect(blocks.map(textOf)).toEqual(["One.\n\n", "Two.\n\n- a\n\n- b\n\n", "Three.\n"]);
  });

  it("takes code from its fence to the next, whatever is in it", () => {
    const blocks = whole("See:\n```html\n<b>\n\n~~~\n</b>\n```\nDone.");
    expect(blocks).toEqual([
      { kind: "text", text: "See:\n" },
      {
        kind: "code",
        language: "html",
        parts: [{ text: "<b>\n\n~~~\n</b>\n", rows: ["<b>", "", "~~~", "</b>"] }],
        columns: 4,
        open: false,
      },
      { kind: "text", text: "Done." },
    ]);
  });

  it("shows code whose fence has not closed, and closes it when the fence is all there is", () => {
    const opened = (text: string) => {
      const cutter = new MarkdownBlocks();
      cutter.append(text);
      return cutter.open(false);
    };
    expect(opened("```js\nlet a")).toMatchObject({ kind: "code", open: true });
    const parts = [{ text: "let a\n", rows: ["let a"] }];
    expect(opened("```js\nlet a\n```")).toMatchObject({ kind: "code", language: "js", parts, open: false });
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
      `| ${"cell ".repeat(300)}|\n`,
      `${"long line ".repeat(500)}\n`,
      "x".repeat(5_000),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.integer({ min: 1, max: 700 }), (lines, step) => {
        const text = lines.join("");
        let before: readonly MarkdownBlock[] = [];
        const last = grown(text, step, (after) => {
          for (const [index, block] of before.slice(0, -1).entries()) expect(after[index]).toEqual(block);
          before = after;
        });
        expect(last).toEqual(whole(text));
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

  it("cuts lines without end at spaces, and within a word where there is none", () => {
    const words = "word ".repeat(3_000);
    const blocks = whole(words);
    expect(blocks.length).toBeGreaterThan(3);
    expect(blocks.map(textOf).join("")).toBe(words);
    expect(blocks.slice(0, -1).every((block) => textOf(block).endsWith("word "))).toBe(true);
    const faces = "😀".repeat(5_000);
    expect(whole(faces).every((block) => textOf(block).isWellFormed())).toBe(true);
  });

  it("shows a very long line of code in rows, and keeps it one line", () => {
    const line = `${"x".repeat(2_000)}\n`;
    const [block] = whole(`\`\`\`\n${line}y\n\`\`\`\n`);
    expect(textOf(block!)).toBe(`${line}y\n`);
    expect(block?.kind === "code" && block.parts[0]?.rows.map(({ length }) => length)).toEqual([
      1_000, 1_000, 1,
    ]);
  });

  it("repeats the head of a long table wherever it is cut", () => {
    const head = "| a | b |\n| --- | --- |\n";
    const blocks = whole(`Words.\n\n${head}${"| one | two |\n".repeat(1_000)}`);
    expect(blocks.length).toBeGreaterThan(2);
    expect(blocks.slice(2).every((block) => textOf(block).startsWith(head))).toBe(true);
  });
});
