import { describe, expect, it } from "vitest";
import { openLlama } from "./index.ts";

describe("openLlama", () => {
  it("loads the pinned release", () => {
    expect(openLlama().version).toMatch(/^0\.5\.0/);
  });

  it("gives the same object each time", () => {
    expect(openLlama()).toBe(openLlama());
  });

  it("refuses another folder once a library is loaded", () => {
    openLlama();
    expect(() => openLlama({ directory: "/elsewhere" })).toThrowError(
      expect.objectContaining({ code: "library-incompatible" }),
    );
  });

  it("lists the CPU among the devices, with its memory", () => {
    const cpu = openLlama()
      .devices()
      .find(({ kind }) => kind === "cpu");
    expect(cpu?.memoryTotal).toBeGreaterThan(2 ** 28);
    expect(cpu?.memoryFree).toBeLessThanOrEqual(cpu?.memoryTotal ?? 0);
  });
});
