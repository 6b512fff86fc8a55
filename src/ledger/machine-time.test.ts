import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MachineShare, MachineTime } from "./machine-time.ts";

describe("machine time", () => {
  it("is shared by the requests that are at work at the same time", () => {
    let now = 100;
    const time = new MachineTime(() => now);
    const left = time.begin();
    now = 110;
    const right = time.begin();
    now = 120;
    expect(left.end()).toBe(15);
    now = 150;
    expect(right.end()).toBe(35);
    now = 500;
    expect(right.end()).toBe(35);
  });

  it("adds up to the time in which anybody was at work", () => {
    const step = fc.record({ wait: fc.nat(50), begin: fc.boolean(), pick: fc.nat() });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let now = 0;
        let busy = 0;
        let total = 0;
        const time = new MachineTime(() => now);
        const running: MachineShare[] = [];
        const end = (index: number) => {
          total += running.splice(index, 1)[0]?.end() ?? 0;
        };
        for (const { wait, begin, pick } of steps) {
          now += wait;
          if (running.length > 0) busy += wait;
          if (begin) running.push(time.begin());
          else if (running.length > 0) end(pick % running.length);
        }
        while (running.length > 0) end(0);
        expect(total).toBeCloseTo(busy, 6);
      }),
    );
  });
});
