import { describe, expect, it } from "vitest";
import { type AdapterName, AdapterTurns } from "./adapter-turns.ts";

function serve(turns: AdapterTurns, withWork: readonly AdapterName[], steps: number): AdapterName[] {
  return Array.from({ length: steps }, () => {
    const [next] = turns.order(new Set(withWork));
    turns.taken(next);
    return next;
  });
}

describe("AdapterTurns", () => {
  it("gives everyone with work the same number of steps", () => {
    const served = serve(new AdapterTurns(), [undefined, "a", "b"], 36);
    for (const adapter of [undefined, "a", "b"])
      expect(served.filter((each) => each === adapter)).toHaveLength(12);
  });

  it("stays with one for a few steps, and no longer", () => {
    const served = serve(new AdapterTurns(), ["a", "b"], 40);
    const changes = served.filter((adapter, index) => index > 0 && adapter !== served[index - 1]);
    expect(changes.length).toBe(9);
  });

  it("offers all others where one cannot be served", () => {
    const turns = new AdapterTurns();
    turns.taken("a");
    expect(new Set(turns.order(new Set(["a", "b", undefined])))).toEqual(new Set(["a", "b", undefined]));
  });
});
