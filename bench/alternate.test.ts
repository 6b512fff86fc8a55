import { describe, expect, it } from "vitest";
import { alternate } from "./alternate.ts";

const counter = () => {
  let next = 0;
  return () => next++;
};

describe("alternate", () => {
  it("lets the contestants do the same work in turn and keeps their results apart", async () => {
    const order: string[] = [];
    const { results, dropped } = await alternate({
      contestants: ["a", "b"],
      rounds: 2,
      work: counter(),
      run: async (contestant, work) => {
        order.push(`${contestant}${work}`);
        return `${contestant}${work}`;
      },
    });
    expect(order).toEqual(["a0", "b0", "a1", "b1"]);
    expect(results).toEqual([
      ["a0", "a1"],
      ["b0", "b1"],
    ]);
    expect(dropped).toBe(0);
  });

  it("drops a round for all where one result is unusable, and makes up for it", async () => {
    const { results, dropped } = await alternate({
      contestants: ["a", "b"],
      rounds: 2,
      work: counter(),
      run: async (contestant, work) => (contestant === "b" && work === 0 ? undefined : work),
    });
    expect(results).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(dropped).toBe(1);
  });

  it("gives up where no round can be used", async () => {
    const hopeless = { contestants: ["a"], rounds: 1, work: counter(), run: async () => undefined };
    await expect(alternate(hopeless)).rejects.toThrow("nothing that can be used");
  });
});
