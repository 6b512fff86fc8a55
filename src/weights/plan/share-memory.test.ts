import { describe, expect, it } from "vitest";
import { hybrid9b, tinyLlama } from "./model-shape.fixture.ts";
import { shareMemory } from "./share-memory.ts";

const gib = 2 ** 30;
const request = { yarnFactor: 1, concurrentSequences: 8 };

function share(hostGib: number, gpuGib?: number) {
  const models = [hybrid9b, tinyLlama, tinyLlama].map((shape) => ({ shape, request }));
  const devices =
    gpuGib === undefined ? [] : [{ name: "GPU", freeBytes: gpuGib * gib, sharedWithHost: false }];
  return shareMemory(models, { hostBytes: hostGib * gib, devices });
}

describe("shareMemory", () => {
  it("plans several models so that together they fit", () => {
    for (const hostGib of [11, 14, 20, 40]) {
      const plans = share(hostGib);
      expect(plans.map(({ kind }) => kind)).toEqual(["fits", "fits", "fits"]);
      const used = plans.reduce(
        (sum, plan) => sum + (plan.kind === "fits" ? plan.placement.hostBytes : 0),
        0,
      );
      expect(used).toBeLessThanOrEqual(hostGib * gib);
    }
  });

  it("does the same on a GPU", () => {
    const plans = share(32, 16);
    const fitting = plans.flatMap((plan) => (plan.kind === "fits" ? [plan] : []));
    expect(fitting.map(({ placement }) => placement.gpuLayers)).toEqual([33, 23, 23]);
    expect(fitting.reduce((sum, { placement }) => sum + placement.deviceBytes, 0)).toBeLessThanOrEqual(
      16 * gib,
    );
  });

  it("lets what one leaves over go to the next", () => {
    const alone = shareMemory([{ shape: tinyLlama, request }], { hostBytes: 3 * gib, devices: [] })[0];
    const last = share(40)[2];
    expect(last).toMatchObject({ kind: "fits", cells: 16_384 });
    expect(alone).toMatchObject({ kind: "fits", cells: 16_384 });
  });

  it("refuses when the least needs together are too much", () => {
    expect(share(6).some(({ kind }) => kind === "too-little-memory")).toBe(true);
  });
});
