import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { computeTokens, largestDifference } from "../../test/tiny-model/compute-tokens.ts";
import type { TinyArchitectureName } from "../../test/tiny-model/index.ts";
import { temporaryDirectory, tinyModelFile } from "../../test/tiny-model/tiny-model-file.ts";
import { Batch, type ContextOptions, Model, openLlama } from "./index.ts";

const options: ContextOptions = {
  cells: 256,
  batchTokens: 128,
  sequences: 4,
  threads: 1,
  keyType: "f32",
  valueType: "f32",
};
const prefix = Array.from({ length: 50 }, (_, index) => 260 + index * 5);
const suffix = [301, 302, 303];
const refused = expect.objectContaining({ code: "state-refused" });

describe.each(["llama", "gemma3", "qwen35"] as const satisfies TinyArchitectureName[])(
  "the state of %s",
  (architecture) => {
    let model: Model;
    const batch = new Batch(128);
    beforeAll(async () => {
      model = await Model.load(openLlama(), tinyModelFile({ architecture, slidingWindow: 16 }));
    });
    afterAll(() => {
      model[Symbol.dispose]();
      batch[Symbol.dispose]();
    });

    it("goes on in another context and another sequence with equal logits", () => {
      using first = model.createContext(options);
      using second = model.createContext(options);
      computeTokens(first, batch, 0, prefix);
      const state = first.saveState(0);
      expect(state).toHaveLength(first.stateSize(0));
      const expected = computeTokens(first, batch, 0, suffix, prefix.length);

      second.restoreState(2, state);
      expect(second.memory.positionMaximum(2)).toBe(prefix.length - 1);
      expect(largestDifference(computeTokens(second, batch, 2, suffix, prefix.length), expected)).toBe(0);
    });

    it("replaces what the sequence held", () => {
      using context = model.createContext(options);
      computeTokens(context, batch, 0, prefix);
      const state = context.saveState(0);
      const expected = computeTokens(context, batch, 0, suffix, prefix.length);
      context.restoreState(0, state);
      expect(largestDifference(computeTokens(context, batch, 0, suffix, prefix.length), expected)).toBe(0);
    });

    it("goes through a file, with its tokens", () => {
      const file = path.join(temporaryDirectory(), `${architecture}.state`);
      using first = model.createContext(options);
      using second = model.createContext(options);
      computeTokens(first, batch, 0, prefix);
      first.saveStateFile(file, 0, Int32Array.from(prefix));
      const expected = computeTokens(first, batch, 0, suffix, prefix.length);

      expect([...second.restoreStateFile(file, 1, 100)]).toEqual(prefix);
      expect(largestDifference(computeTokens(second, batch, 1, suffix, prefix.length), expected)).toBe(0);
    });

    it("refuses bytes that are cut short, foreign, or too many", () => {
      using context = model.createContext(options);
      computeTokens(context, batch, 0, prefix);
      const state = context.saveState(0);
      for (const bytes of [
        new Uint8Array(0),
        state.subarray(0, 3),
        state.subarray(0, 100),
        state.subarray(0, -1),
        Buffer.concat([state, Buffer.alloc(8)]),
        Buffer.alloc(5000, 0xa5),
      ]) {
        expect(() => context.restoreState(1, bytes), `${bytes.length} bytes`).toThrowError(refused);
        expect(context.memory.positionMaximum(1)).toBe(-1);
      }
      context.restoreState(1, state);
      expect(context.memory.positionMaximum(1)).toBe(prefix.length - 1);
    });

    it("refuses the state of a context with another element type", () => {
      using first = model.createContext(options);
      using second = model.createContext({ ...options, keyType: "f16", valueType: "f16" });
      computeTokens(first, batch, 0, prefix);
      expect(() => second.restoreState(0, first.saveState(0))).toThrowError(refused);
    });

    it("refuses a state for which there is no room", () => {
      using context = model.createContext(options);
      computeTokens(context, batch, 0, Array(128).fill(300));
      const state = context.saveState(0);
      computeTokens(context, batch, 1, Array(100).fill(300));
      expect(() => context.restoreState(2, state)).toThrowError(refused);
      expect(context.memory.positionMaximum(2)).toBe(-1);
    });

    it("refuses files that are missing, cut short, noise, or longer than the capacity", () => {
      const file = path.join(temporaryDirectory(), `${architecture}-damaged.state`);
      using context = model.createContext(options);
      computeTokens(context, batch, 0, prefix);
      context.saveStateFile(file, 0, Int32Array.from(prefix));
      expect(() => context.restoreStateFile(`${file}.missing`, 1, 100)).toThrowError(refused);
      expect(() => context.restoreStateFile(file, 1, prefix.length - 1)).toThrowError(refused);
      const { size } = statSync(file);
      for (const length of [size - 1, 300, 50, 5, 0]) {
        truncateSync(file, length);
        expect(() => context.restoreStateFile(file, 1, 100), `${length} bytes`).toThrowError(refused);
      }
      writeFileSync(file, Buffer.alloc(5000, 0xa5));
      expect(() => context.restoreStateFile(file, 1, 100)).toThrowError(refused);
      expect(readFileSync(file)).toHaveLength(5000);
    });

    it("refuses to write where it cannot", () => {
      using context = model.createContext(options);
      computeTokens(context, batch, 0, prefix);
      expect(() => context.saveStateFile("/nowhere/at/all", 0, Int32Array.from(prefix))).toThrowError(
        refused,
      );
    });

    it("saves an empty sequence as one", () => {
      using context = model.createContext(options);
      computeTokens(context, batch, 1, prefix);
      context.restoreState(1, context.saveState(0));
      expect(context.memory.positionMaximum(1)).toBe(-1);
    });
  },
);

describe("a partial state", () => {
  it("brings recurrent layers back to where it was taken, and is small", async () => {
    using model = await Model.load(openLlama(), tinyModelFile({ architecture: "qwen35" }));
    using context = model.createContext(options);
    using batch = new Batch(128);
    computeTokens(context, batch, 0, prefix);
    const snapshot = context.saveState(0, { partial: true });
    expect(snapshot.length).toBeLessThan(context.stateSize(0));
    const expected = computeTokens(context, batch, 0, suffix, prefix.length);

    expect(context.memory.remove(0, prefix.length)).toBe(false);
    context.restoreState(0, snapshot, { partial: true });
    expect(context.memory.remove(0, prefix.length)).toBe(true);
    expect(largestDifference(computeTokens(context, batch, 0, suffix, prefix.length), expected)).toBe(0);
  });
});
