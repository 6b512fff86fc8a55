import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { computeTokens, largestDifference } from "../../test/tiny-model/compute-tokens.ts";
import { tinyModelFile } from "../../test/tiny-model/tiny-model-file.ts";
import { Batch, type Context, type ContextOptions, Model, openLlama } from "./index.ts";

const options: ContextOptions = {
  cells: 256,
  batchTokens: 256,
  sequences: 4,
  threads: 1,
  keyType: "f32",
  valueType: "f32",
};
const prefix = Array.from({ length: 20 }, (_, index) => 260 + index * 7);
const [left, right] = [
  [301, 302],
  [401, 402, 403],
];

let model: Model;
let context: Context;
let batch: Batch;

beforeAll(async () => {
  model = await Model.load(openLlama(), tinyModelFile());
});
afterAll(() => model[Symbol.dispose]());
beforeEach(() => {
  context = model.createContext(options);
  batch = new Batch(256);
  return () => {
    context[Symbol.dispose]();
    batch[Symbol.dispose]();
  };
});

/** What a sequence gives when nothing was shared, moved or forgotten. */
function computedAlone(tokens: readonly number[]): Float32Array {
  using fresh = model.createContext(options);
  computeTokens(fresh, batch, 0, tokens.slice(0, prefix.length));
  return computeTokens(fresh, batch, 0, tokens.slice(prefix.length), prefix.length);
}

describe("Memory", () => {
  it("lets a copied sequence go on as if it had been computed itself", () => {
    computeTokens(context, batch, 0, prefix);
    context.memory.copy(0, 1);
    expect(computeTokens(context, batch, 0, left, prefix.length)).toEqual(
      computedAlone([...prefix, ...left]),
    );
    expect(computeTokens(context, batch, 1, right, prefix.length)).toEqual(
      computedAlone([...prefix, ...right]),
    );
  });

  it("takes no cells for a copy", () => {
    const long = Array(200).fill(300);
    computeTokens(context, batch, 0, long);
    for (const sequence of [1, 2, 3]) context.memory.copy(0, sequence);
    for (const sequence of [0, 1, 2, 3]) computeTokens(context, batch, sequence, Array(14).fill(301), 200);
    batch.clear();
    batch.add(301, 214, 0, true);
    expect(() => context.decodeNow(batch)).toThrowError(expect.objectContaining({ code: "no-room" }));
  });

  it("copies a range only", () => {
    computeTokens(context, batch, 0, [...prefix, ...left]);
    context.memory.copy(0, 1, 0, prefix.length);
    expect(context.memory.positionMaximum(1)).toBe(prefix.length - 1);
    expect(computeTokens(context, batch, 1, right, prefix.length)).toEqual(
      computedAlone([...prefix, ...right]),
    );
  });

  it("forgets the end of a sequence, which can then go on otherwise", () => {
    computeTokens(context, batch, 0, prefix);
    computeTokens(context, batch, 0, left, prefix.length);
    expect(context.memory.remove(0, prefix.length)).toBe(true);
    expect(computeTokens(context, batch, 0, right, prefix.length)).toEqual(
      computedAlone([...prefix, ...right]),
    );
  });

  it("keeps cells that another sequence shares", () => {
    computeTokens(context, batch, 0, prefix);
    context.memory.copy(0, 1);
    context.memory.remove(0);
    expect(context.memory.positionMaximum(0)).toBe(-1);
    expect(computeTokens(context, batch, 1, right, prefix.length)).toEqual(
      computedAlone([...prefix, ...right]),
    );
  });

  it("keeps one sequence and forgets the others", () => {
    for (const sequence of [0, 1, 2]) computeTokens(context, batch, sequence, prefix);
    context.memory.keep(1);
    expect([0, 1, 2].map((sequence) => context.memory.positionMaximum(sequence))).toEqual([-1, 19, -1]);
    context.memory.clear();
    expect(context.memory.positionMaximum(1)).toBe(-1);
  });

  it("moves positions", () => {
    computeTokens(context, batch, 0, prefix);
    expect(context.memory.canShift).toBe(true);
    expect([context.memory.positionMinimum(0), context.memory.positionMaximum(0)]).toEqual([0, 19]);
    context.memory.remove(0, 0, 5);
    context.memory.shift(0, 5, -1, -5);
    expect([context.memory.positionMinimum(0), context.memory.positionMaximum(0)]).toEqual([0, 14]);
    expect(computeTokens(context, batch, 0, left, 15).every(Number.isFinite)).toBe(true);
  });

  it("refuses sequences and positions that would abort the process", () => {
    const refused = expect.objectContaining({ code: "invalid-argument" });
    for (const sequence of [-1, 4, 256, 0.5, Number.NaN]) {
      expect(() => context.memory.copy(sequence, 0)).toThrowError(refused);
      expect(() => context.memory.copy(0, sequence)).toThrowError(refused);
      expect(() => context.memory.remove(sequence)).toThrowError(refused);
      expect(() => context.memory.keep(sequence)).toThrowError(refused);
      expect(() => context.memory.shift(sequence, 0, -1, 1)).toThrowError(refused);
      expect(() => context.memory.positionMaximum(sequence)).toThrowError(refused);
    }
    expect(() => context.memory.remove(0, -2)).toThrowError(refused);
    expect(() => context.memory.remove(0, 0, 2 ** 31)).toThrowError(refused);
  });

  it("copies only whole sequences where memory is not unified", () => {
    using split = model.createContext({ ...options, unified: false, cells: 1024 });
    expect(split.cellsPerSequence).toBe(256);
    computeTokens(split, batch, 0, prefix);
    expect(() => split.memory.copy(0, 1, 0, 5)).toThrowError(
      expect.objectContaining({ code: "invalid-argument" }),
    );
    split.memory.copy(0, 1);
    expect(computeTokens(split, batch, 1, right, prefix.length)).toEqual(
      computedAlone([...prefix, ...right]),
    );
  });
});

describe("Memory with recurrent layers", () => {
  it("cannot forget a part, says so, and still knows all", async () => {
    using hybrid = await Model.load(openLlama(), tinyModelFile({ architecture: "qwen35" }));
    using recurrent = hybrid.createContext(options);
    expect(hybrid.isHybrid).toBe(true);
    expect(recurrent.memory.canShift).toBe(false);
    expect(() => recurrent.memory.shift(0, 0, -1, 1)).toThrowError(
      expect.objectContaining({ code: "invalid-argument" }),
    );
    computeTokens(recurrent, batch, 0, prefix);
    expect(recurrent.memory.remove(0, 10)).toBe(false);
    expect(recurrent.memory.positionMaximum(0)).toBe(prefix.length - 1);
    expect(recurrent.memory.remove(0)).toBe(true);
    expect(recurrent.memory.positionMaximum(0)).toBe(-1);
  });

  it("takes back tokens of the latest decode as far as it keeps snapshots, and never further", async () => {
    using hybrid = await Model.load(openLlama(), tinyModelFile({ architecture: "qwen35" }));
    using context = hybrid.createContext({ ...options, recurrentSnapshots: 3 });
    expect(context.recurrentSnapshots).toBe(3);
    const tail = [301, 302, 303, 304, 305];
    const end = prefix.length + tail.length;
    for (const decoded of [1, 2, 3, 5]) {
      for (const takenBack of [1, 2, 3, 4]) {
        context.memory.clear();
        computeTokens(context, batch, 0, [...prefix, ...tail.slice(0, tail.length - decoded)]);
        const expected = computeTokens(context, batch, 0, tail.slice(-decoded), end - decoded);

        const possible = takenBack < decoded && takenBack <= 3;
        expect(context.memory.remove(0, end - takenBack)).toBe(possible);
        expect(context.memory.positionMaximum(0)).toBe(possible ? end - takenBack - 1 : end - 1);
        if (!possible) continue;
        expect(context.memory.remove(0, end - takenBack - 1)).toBe(false);
        const found = computeTokens(context, batch, 0, tail.slice(-takenBack), end - takenBack);
        expect(largestDifference(found, expected)).toBeLessThan(1e-5);
      }
    }
  });

  it("copies sequences, which then go on by themselves and cannot be taken back", async () => {
    using hybrid = await Model.load(openLlama(), tinyModelFile({ architecture: "qwen35" }));
    using context = hybrid.createContext({ ...options, recurrentSnapshots: 3 });
    const continued = [left, right].map((tail) => {
      context.memory.clear();
      computeTokens(context, batch, 0, prefix);
      return computeTokens(context, batch, 0, tail, prefix.length);
    });
    context.memory.clear();
    computeTokens(context, batch, 0, prefix);
    context.memory.copy(0, 1);
    expect(context.memory.remove(0, prefix.length - 1)).toBe(false);
    expect(context.memory.remove(1, prefix.length - 1)).toBe(false);
    const found = [left, right].map((tail, sequence) =>
      computeTokens(context, batch, sequence, tail, prefix.length),
    );
    for (const [sequence, expected] of continued.entries())
      expect(largestDifference(found[sequence] ?? new Float32Array(), expected)).toBe(0);
  });

  it("does not copy a sequence that was taken back and not decoded on", async () => {
    using hybrid = await Model.load(openLlama(), tinyModelFile({ architecture: "qwen35" }));
    using context = hybrid.createContext({ ...options, recurrentSnapshots: 3 });
    computeTokens(context, batch, 0, prefix);
    expect(context.memory.remove(0, prefix.length - 1)).toBe(true);
    expect(() => context.memory.copy(0, 1)).toThrowError(
      expect.objectContaining({ code: "invalid-argument" }),
    );
    computeTokens(context, batch, 0, prefix.slice(-1), prefix.length - 1);
    context.memory.copy(0, 1);
    expect(context.memory.positionMaximum(1)).toBe(prefix.length - 1);
  });

  it("begins anew where a copy or the keeping of another replaced what was taken back", async () => {
    using hybrid = await Model.load(openLlama(), tinyModelFile({ architecture: "qwen35" }));
    using context = hybrid.createContext({ ...options, recurrentSnapshots: 3 });
    computeTokens(context, batch, 0, prefix);
    const expected = computeTokens(context, batch, 0, left, prefix.length);
    const takeBackAnother = () => {
      context.memory.clear();
      computeTokens(context, batch, 0, prefix);
      computeTokens(context, batch, 1, [...right, ...right]);
      expect(context.memory.remove(1, 4)).toBe(true);
    };

    takeBackAnother();
    context.memory.copy(0, 1);
    expect(context.memory.positionMaximum(1)).toBe(prefix.length - 1);
    expect(largestDifference(computeTokens(context, batch, 1, left, prefix.length), expected)).toBe(0);

    takeBackAnother();
    context.memory.keep(0);
    expect(context.memory.positionMaximum(1)).toBe(-1);
    computeTokens(context, batch, 1, prefix);
    expect(largestDifference(computeTokens(context, batch, 1, left, prefix.length), expected)).toBe(0);
  });

  it("copies whole sequences only", async () => {
    using hybrid = await Model.load(openLlama(), tinyModelFile({ architecture: "qwen35" }));
    using context = hybrid.createContext(options);
    computeTokens(context, batch, 0, prefix);
    const refused = expect.objectContaining({ code: "invalid-argument" });
    expect(() => context.memory.copy(0, 1, 0, prefix.length - 1)).toThrowError(refused);
    expect(() => context.memory.copy(0, 1, 1)).toThrowError(refused);
    context.memory.copy(0, 1, 0, prefix.length);
    expect(context.memory.positionMaximum(1)).toBe(prefix.length - 1);
  });

  it("forgets no beginning or middle", async () => {
    using hybrid = await Model.load(openLlama(), tinyModelFile({ architecture: "qwen35" }));
    using context = hybrid.createContext(options);
    computeTokens(context, batch, 0, prefix);
    expect(context.memory.remove(0, 0, 5)).toBe(false);
    expect(context.memory.remove(0, 5, 10)).toBe(false);
    expect(context.memory.remove(0, prefix.length)).toBe(true);
    expect([context.memory.positionMinimum(0), context.memory.positionMaximum(0)]).toEqual([19, 19]);
  });
});
