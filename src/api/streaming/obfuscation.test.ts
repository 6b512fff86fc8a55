import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemRandomBytes } from "../random-text.ts";
import { Obfuscation } from "./obfuscation.ts";

describe("Obfuscation", () => {
  it("rounds every length up to a multiple of 16, with less than 16 letters", () => {
    const obfuscation = new Obfuscation(systemRandomBytes);
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), (length) => {
        const padding = obfuscation.padding(length);
        expect((length + padding.length) % 16).toBe(0);
        expect(padding.length).toBeLessThan(16);
        expect(padding).toMatch(/^[A-Za-z0-9]*$/);
      }),
    );
  });

  it("does not use letters twice, also when it draws new ones", () => {
    const obfuscation = new Obfuscation(systemRandomBytes);
    const paddings = Array.from({ length: 2_000 }, () => obfuscation.padding(1));
    expect(new Set(paddings).size).toBe(paddings.length);
  });
});
