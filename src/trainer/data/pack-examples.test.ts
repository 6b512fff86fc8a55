import { describe, expect, it } from "vitest";
import { randomExamples } from "../fixtures/tiny-training.ts";
import { packExamples, packInOneRow } from "./pack-examples.ts";

describe("packExamples", () => {
  it("lays out every example once, and shows each only itself", () => {
    const examples = randomExamples([20, 50, 31, 7, 64, 12], 100);
    const batches = packExamples(examples, 128);
    const seen = batches.flatMap((batch) => batch.examples.map(({ index }) => index));
    expect(seen.sort()).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { shape, mask, positions, targets, examples: packed } of batches) {
      expect(shape.rows * shape.length).toBeLessThanOrEqual(128);
      const learned = packed.reduce((sum, { from, to }) => sum + to - from, 0);
      expect(targets.filter((target) => target >= 0)).toHaveLength(learned);
      for (let row = 0; row < shape.rows; row++) {
        for (let query = 0; query < shape.length; query++) {
          const at = (row * shape.length + query) * shape.length;
          const visible = mask.subarray(at, at + shape.length);
          const keys = [...visible.keys()].filter((key) => visible[key] === 0);
          const position = positions[row * shape.length + query]!;
          // The token itself and those of its example before it.
          expect(keys).toEqual(Array.from({ length: position + 1 }, (_, back) => query - position + back));
        }
      }
    }
  });

  it("computes a common beginning once, and lets every example see its own", () => {
    const [beginning, ...ends] = randomExamples([40, 5, 9, 3, 12], 100);
    const examples = ends.map(({ tokens }) => ({
      tokens: Int32Array.of(...beginning!.tokens, ...tokens),
      trained: Uint8Array.from({ length: 40 + tokens.length }, (_, at) => (at < 38 ? 0 : 1)),
    }));
    const [batch, ...others] = packExamples(examples, 128);
    expect(others).toEqual([]);
    const { shape, mask, tokens, positions, lossTokens, targets, examples: packed } = batch!;
    expect(shape).toMatchObject({ rows: 1, length: 96 });
    for (const { index, from, to } of packed) {
      const { tokens: own, trained } = examples[index]!;
      const learned = [...own.keys()].filter((at) => trained[at] === 1);
      expect([...targets.subarray(from, to)]).toEqual(learned.map((at) => own[at]));
      for (const [nth, at] of learned.entries()) {
        const place = lossTokens[from + nth]!;
        const row = mask.subarray(place * shape.length, (place + 1) * shape.length);
        const seen = [...row.keys()].filter((key) => row[key] === 0);
        expect(seen.map((key) => tokens[key])).toEqual([...own.subarray(0, at)]);
        expect(seen.map((key) => positions[key])).toEqual([...own.subarray(0, at).keys()]);
      }
    }
  });

  it("refuses what is longer than a batch", () => {
    expect(() => packExamples(randomExamples([200], 100), 128)).toThrow(RangeError);
    expect(() => packInOneRow(randomExamples([70, 70], 100), 128)).toThrow(RangeError);
  });

  it("puts a pair into one row, however unequal its parts are", () => {
    const { shape, examples } = packInOneRow(randomExamples([300, 200], 100), 512);
    expect(shape).toMatchObject({ rows: 1, length: 512 });
    expect(examples.map(({ index }) => index)).toEqual([0, 1]);
  });
});
