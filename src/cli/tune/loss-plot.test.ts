import { describe, expect, it } from "vitest";
import { plotLoss } from "./loss-plot.ts";

const size = { width: 29, height: 3 };
const falling = (steps: number) =>
  Array.from({ length: steps }, (_, at) => ({ step: at + 1, loss: 4 - at / 10 }));
/** Which lines have dots in a column of characters. */
const linesWithDots = (lines: readonly string[], column: number) =>
  lines.flatMap((line, index) => (line.codePointAt(9 + column)! > 0x2800 ? [index] : []));

describe("plotLoss", () => {
  it("falls from the upper left to the lower right, with both losses beside it", () => {
    const lines = plotLoss(falling(31), 31, size);
    expect(lines.map((line) => line.length)).toEqual([29, 29, 29]);
    expect(lines[0]).toMatch(/^ {3}4\.00 ┤/);
    expect(lines[2]).toMatch(/^ {3}1\.00 ┤/);
    expect(linesWithDots(lines, 0)).toEqual([0]);
    expect(linesWithDots(lines, 19)).toEqual([2]);
  });

  it("leaves steps that are not done empty, and draws through between steps that lie far apart", () => {
    const half = plotLoss(falling(31), 61, size);
    expect(linesWithDots(half, 15)).toEqual([]);
    const sparse = plotLoss([...falling(1), { step: 61, loss: 1 }], 61, size);
    for (let column = 0; column < 20; column++) expect(linesWithDots(sparse, column)).not.toEqual([]);
  });

  it("takes one step, equal losses, and more steps than it has dots", () => {
    expect(plotLoss([{ step: 1, loss: 2 }], 1, size)).toHaveLength(3);
    const equal = plotLoss(
      [1, 2, 3].map((step) => ({ step, loss: 0.5 })),
      3,
      size,
    );
    expect(linesWithDots(equal, 10)).toEqual([2]);
    expect(plotLoss(falling(5_000), 5_000, size)).toHaveLength(3);
  });

  it("draws nothing without a finite loss", () => {
    expect(plotLoss([], 10, size)).toEqual([]);
    expect(plotLoss([{ step: 1, loss: Number.NaN }], 10, size)).toEqual([]);
  });
});
