import { expect, it } from "vitest";
import { DELIVERY_MILLISECONDS, retryDelay } from "./retry-delay.ts";

it("Deliveries are tried again ever more rarely, never all at once, for three days.", () => {
  const delays = [];
  for (let attempts = 1, time = 0; time < DELIVERY_MILLISECONDS; attempts++) {
    delays.push(retryDelay(attempts, 0.5));
    time += delays.at(-1) ?? 0;
  }
  expect(delays.slice(0, 4)).toEqual([5_000, 10_000, 20_000, 40_000]);
  expect(delays.at(-1)).toBe(6 * 3_600_000);
  expect(delays.length).toBeLessThan(40);
  expect(retryDelay(1, 0)).toBe(3_750);
  expect(retryDelay(1, 1)).toBe(6_250);
  expect(retryDelay(1_000, 0.5)).toBe(6 * 3_600_000);
});
