import { describe, expect, it } from "vitest";
import { Arrivals } from "./arrivals.ts";

describe("Arrivals", () => {
  it("lets a newcomer wait for the next one for a fiftieth of what its prompt will take", () => {
    const arrivals = new Arrivals();
    arrivals.note(1000);
    expect(arrivals.left(1000, 500)).toBe(10);
    expect(arrivals.left(1006, 500)).toBe(4);
    expect(arrivals.left(1010, 500)).toBe(0);
  });

  it("waits anew with each that comes, and in all no longer than four times", () => {
    const arrivals = new Arrivals();
    for (const now of [1000, 1008, 1016, 1024]) {
      arrivals.note(now);
      expect(arrivals.left(now, 500)).toBe(10);
    }
    arrivals.note(1032);
    expect(arrivals.left(1032, 500)).toBe(8);
    expect(arrivals.left(1040, 500)).toBe(0);
    arrivals.note(1041);
    expect(arrivals.left(1041, 500)).toBe(10);
  });

  it("waits for those that come together although nobody asked when others came", () => {
    const arrivals = new Arrivals();
    arrivals.note(0);
    arrivals.note(1000);
    expect(arrivals.left(1000, 500)).toBe(10);
  });

  it("waits for nobody where nobody came, where the prompt takes no time, and never long", () => {
    const arrivals = new Arrivals();
    expect(arrivals.left(5, 500)).toBe(0);
    arrivals.note(5);
    expect(arrivals.left(5, 0)).toBe(0);
    arrivals.note(10);
    expect(arrivals.left(10, 1e6)).toBe(30);
  });
});
