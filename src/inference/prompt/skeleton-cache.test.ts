import { describe, expect, it } from "vitest";
import { SkeletonCache } from "./skeleton-cache.ts";

describe("SkeletonCache", () => {
  it("lets the texts go that were not used for longest", () => {
    const cache = new SkeletonCache(40);
    for (const key of ["a", "b", "c", "d", "e", "f", "g", "h"]) cache.set(key, "1234");
    expect(cache.get("a")).toBe("1234");
    cache.set("i", "1234");
    expect(cache.get("a")).toBe("1234");
    expect(cache.get("b")).toBeUndefined();
  });

  it("keeps nothing that would push out most of the rest", () => {
    const cache = new SkeletonCache(40);
    cache.set("a", "12345");
    expect(cache.get("a")).toBeUndefined();
  });
});
