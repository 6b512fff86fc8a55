import { describe, expect, it } from "vitest";
import { Lane } from "./lane.ts";

const never = new AbortController().signal;

describe("Lane", () => {
  it("has as many at work as it may, and begins the others in their order", async () => {
    const lane = new Lane(2, () => {});
    const begun: number[] = [];
    const ends = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
    const runs = ends.map(({ promise }, n) =>
      lane.run(never, () => {
        begun.push(n);
        return promise;
      }),
    );
    expect(begun).toEqual([0, 1]);
    ends[1]!.resolve();
    await runs[1];
    expect(begun).toEqual([0, 1, 2]);
    for (const { resolve } of ends) resolve();
    await Promise.all(runs);
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  it("does not begin what is not wanted any more, and goes on behind it", async () => {
    const lane = new Lane(1, () => {});
    const first = Promise.withResolvers<void>();
    const unwanted = new AbortController();
    const runs = [
      lane.run(never, () => first.promise),
      lane.run(unwanted.signal, async () => "begun"),
      lane.run(never, async () => "begun"),
    ];
    unwanted.abort();
    first.resolve();
    const settled = await Promise.allSettled(runs);
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  it("wants more as long as half as many again are not there or on their way", async () => {
    let told = 0;
    const lane = new Lane(2, () => told++);
    const onTheirWay = lane.reserve(2);
    expect(lane.isHungry).toBe(true);
    const end = Promise.withResolvers<void>();
    const run = lane.run(never, () => end.promise);
    expect(lane.isHungry).toBe(false);
    onTheirWay[Symbol.dispose]();
    onTheirWay[Symbol.dispose]();
    expect(lane.isHungry).toBe(true);
    end.resolve();
    await run;
    expect(told).toBe(1);
  });
});
