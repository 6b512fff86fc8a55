import { describe, expect, it } from "vitest";
import { alternate } from "./alternate.ts";

describe("alternate", () => {
  it("lets the contestants work in turn and keeps their results apart", async () => {
    const order: string[] = [];
    const { results, dropped } = await alternate(["a", "b"], 2, async (contestant, round) => {
      order.push(`${contestant}${round}`);
      return `${contestant}${round}`;
    });
    expect(order).toEqual(["a0", "b0", "a1", "b1"]);
    expect(results).toEqual([
      ["a0", "a1"],
      ["b0", "b1"],
    ]);
    expect(dropped).toBe(0);
  });

  it("drops a round for all where one result is unusable, and makes up for it", async () => {
    const { results, dropped } = await alternate(["a", "b"], 2, async (contestant, round) =>
      contestant === "b" && round === 0 ? undefined : round,
    );
    expect(results).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(dropped).toBe(1);
  });

  it("gives up where no round can be used", async () => {
    await expect(alternate(["a"], 1, async () => undefined)).rejects.toThrow("nothing that can be used");
  });
});
