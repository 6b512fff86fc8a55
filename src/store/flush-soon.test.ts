import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { flushSoon } from "./flush-soon.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("flushes within a second, once for all who asked, and again for those who ask later", async () => {
  const flush = vi.fn(async () => {});
  const soon = flushSoon(flush);
  soon();
  soon();
  expect(flush).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(flush).toHaveBeenCalledTimes(1);
  soon();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(flush).toHaveBeenCalledTimes(2);
});

it("goes on where a flush fails", async () => {
  const flush = vi.fn(() => Promise.reject(new Error("the disk")));
  const soon = flushSoon(flush);
  soon();
  await vi.advanceTimersByTimeAsync(1_000);
  soon();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(flush).toHaveBeenCalledTimes(2);
});
