import { describe, expect, it } from "vitest";
import { type AdapterName, AdapterTurns } from "./adapter-turns.ts";

function serve(
  turns: AdapterTurns,
  withWork: readonly AdapterName[],
  steps: number,
  countsFor = 1,
): AdapterName[] {
  return Array.from({ length: steps }, () => {
    const [next] = turns.order(new Set(withWork));
    turns.taken(next, countsFor);
    return next;
  });
}

describe("AdapterTurns", () => {
  it("gives everyone with work the same number of steps", () => {
    const served = serve(new AdapterTurns(), [undefined, "a", "b"], 48);
    for (const adapter of [undefined, "a", "b"])
      expect(served.filter((each) => each === adapter)).toHaveLength(16);
  });

  it("stays with one for a few steps, and no longer", () => {
    const changes = (served: readonly AdapterName[]) =>
      served.filter((adapter, index) => index > 0 && adapter !== served[index - 1]).length;
    expect(changes(serve(new AdapterTurns(), ["a", "b"], 40))).toBe(4);
    // Steps that count double end a turn in half the time.
    expect(changes(serve(new AdapterTurns(), ["a", "b"], 40, 2))).toBe(9);
  });

  it("offers all others where one cannot be served", () => {
    const turns = new AdapterTurns();
    turns.taken("a");
    expect(new Set(turns.order(new Set(["a", "b", undefined])))).toEqual(new Set(["a", "b", undefined]));
  });
});
