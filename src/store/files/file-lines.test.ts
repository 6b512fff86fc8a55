import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLines } from "./file-lines.ts";

async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let n = 0; at < bytes.byteLength; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const linesOf = async (text: string, maximumBytes = 1_000, sizes = [7]) => {
  const lines = [];
  for await (const line of readLines(cut(Buffer.from(text), sizes), { maximumBytes })) lines.push(line);
  return lines;
};

describe("lines of a file", () => {
  it("are the same however the bytes are cut, and their offsets lead to them", async () => {
    const text = fc.array(fc.string({ unit: "grapheme" }), { maxLength: 6 });
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(text, sizes, async (given, cuts) => {
        const content = given.map((line) => `${line.replaceAll(/[\r\n\ufeff]/g, "")}\n`).join("");
        const lines = await linesOf(content, 10_000, cuts);
        const read = lines.map((line) => (line.kind === "line" ? `${Buffer.from(line.bytes)}\n` : "?"));
        expect(read.join("")).toBe(content);
        const bytes = Buffer.from(content);
        for (const line of lines) {
          const whole = bytes.subarray(line.offset, line.end).toString();
          expect(whole).toBe(read[line.number - 1]);
        }
      }),
    );
  });

  it("may end in either way, the last one in none, and begin with a byte order mark", async () => {
    const lines = await linesOf("\ufeffa\r\n\nb");
    expect(lines.map((line) => line.kind === "line" && Buffer.from(line.bytes).toString())).toEqual([
      "a",
      "",
      "b",
    ]);
    expect(lines.map(({ number, offset, end }) => [number, offset, end])).toEqual([
      [1, 0, 6],
      [2, 6, 7],
      [3, 7, 8],
    ]);
  });

  it("that are too long are passed over without being held", async () => {
    const lines = await linesOf(`ok\n${"x".repeat(50)}\nfine\n`, 10);
    expect(lines.map(({ kind }) => kind)).toEqual(["line", "too-long", "line"]);
    expect(lines[2]).toMatchObject({ number: 3, offset: 54, end: 59 });
  });

  it("can be read on from a line's start", async () => {
    const from = { offset: 2, number: 2 };
    const lines = [];
    for await (const line of readLines(cut(Buffer.from("b\nc\n"), [3]), { maximumBytes: 9, from }))
      lines.push(line);
    expect(lines).toMatchObject([
      { number: 2, offset: 2, end: 4 },
      { number: 3, offset: 4, end: 6 },
    ]);
  });
});
