import { describe, expect, it } from "vitest";
import { Batch } from "./index.ts";

const refused = expect.objectContaining({ code: "invalid-argument" });

describe("Batch", () => {
  it("numbers tokens in the order they were added, and counts those that want logits", () => {
    using batch = new Batch(3);
    expect([batch.add(7, 0, 0, false), batch.add(8, 1, 0, true), batch.add(9, 0, 2, true)]).toEqual([
      0, 1, 2,
    ]);
    expect(batch).toMatchObject({ size: 3, capacity: 3, outputs: 2, largestToken: 9, largestSequence: 2 });
    batch.clear();
    expect(batch).toMatchObject({ size: 0, outputs: 0, largestToken: -1, largestSequence: -1 });
  });

  it("refuses a token more than it has room for", () => {
    using batch = new Batch(1);
    batch.add(1, 0, 0, true);
    expect(() => batch.add(1, 1, 0, true)).toThrowError(refused);
    expect(batch.size).toBe(1);
  });

  it("refuses impossible tokens, positions and sequences, and stays as it was", () => {
    using batch = new Batch(4, 2);
    expect(() => batch.add(-1, 0, 0, true)).toThrowError(refused);
    expect(() => batch.add(1.5, 0, 0, true)).toThrowError(refused);
    expect(() => batch.add(1, -1, 0, true)).toThrowError(refused);
    expect(() => batch.add(1, 2 ** 31, 0, true)).toThrowError(refused);
    expect(() => batch.add(1, 0, -1, true)).toThrowError(refused);
    expect(() => batch.add(1, 0, 256, true)).toThrowError(refused);
    expect(() => batch.add(1, 0, [], true)).toThrowError(refused);
    expect(() => batch.add(1, 0, [0, 1, 2], true)).toThrowError(refused);
    expect(() => batch.add(1, 0, [3, 3], true)).toThrowError(refused);
    expect(() => batch.add(1, 0, [3, 256], true)).toThrowError(refused);
    expect(batch.size).toBe(0);
    expect(batch.largestSequence).toBe(-1);
  });

  it("refuses impossible capacities", () => {
    for (const capacity of [0, -1, 1.5, Number.NaN, 2 ** 40])
      expect(() => new Batch(capacity)).toThrowError(refused);
  });

  it("may be freed twice, and throws on use after that", () => {
    const batch = new Batch(1);
    batch[Symbol.dispose]();
    batch[Symbol.dispose]();
    expect(() => batch.add(1, 0, 0, true)).toThrowError(expect.objectContaining({ code: "freed" }));
    expect(() => batch.clear()).toThrowError(expect.objectContaining({ code: "freed" }));
  });
});
