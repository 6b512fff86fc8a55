import { describe, expect, it } from "vitest";
import { TokenList } from "../token-list.ts";
import type { PrefixCache } from "./prefix-cache.ts";

/** What every {@link PrefixCache} promises. */
export function prefixCacheConformance(create: () => PrefixCache): void {
  const list = (...tokens: number[]) => new TokenList(tokens);

  describe("a prefix cache", () => {
    it("finds nothing where nothing agrees", () => {
      const cache = create();
      expect(cache.longestPrefix("x", list(1, 2), 2)).toBeUndefined();
      cache.insert(0, "x", list(3, 4), 2);
      expect(cache.longestPrefix("x", list(1, 2), 2)).toBeUndefined();
      expect(cache.longestPrefix("x", list(), 0)).toBeUndefined();
      expect(cache.longestPrefix("x", list(3), 0)).toBeUndefined();
    });

    it("finds the longest prefix and everybody who holds it", () => {
      const cache = create();
      cache.insert(0, "x", list(1, 2, 3), 3);
      cache.insert(1, "x", list(1, 2, 3, 4), 4);
      cache.insert(2, "x", list(1, 2, 9), 3);
      const match = cache.longestPrefix("x", list(1, 2, 3, 5), 4);
      expect(match?.length).toBe(3);
      expect(match?.holders.toSorted()).toEqual([0, 1]);
      expect(cache.longestPrefix("x", list(1, 2, 7), 3)?.holders.toSorted()).toEqual([0, 1, 2]);
      cache.checkIntegrity();
    });

    it("goes no further than it is asked to", () => {
      const cache = create();
      cache.insert(0, "x", list(1, 2, 3, 4), 4);
      expect(cache.longestPrefix("x", list(1, 2, 3, 4), 2)).toEqual({ length: 2, holders: [0] });
      expect(cache.longestPrefix("x", list(1, 2), 10)).toEqual({ length: 2, holders: [0] });
    });

    it("counts only what a holder holds, however long its list is", () => {
      const cache = create();
      const tokens = list(1, 2, 3, 4);
      cache.insert(0, "x", tokens, 0);
      expect(cache.longestPrefix("x", tokens, 4)).toBeUndefined();
      cache.extend(0, 2);
      expect(cache.longestPrefix("x", tokens, 4)?.length).toBe(2);
      tokens.append(5);
      cache.extend(0, 5);
      expect(cache.longestPrefix("x", list(1, 2, 3, 4, 5, 6), 6)?.length).toBe(5);
      cache.checkIntegrity();
    });

    it("never shrinks a holder", () => {
      const cache = create();
      cache.insert(0, "x", list(1, 2, 3), 3);
      cache.extend(0, 1);
      expect(cache.longestPrefix("x", list(1, 2, 3), 3)?.length).toBe(3);
    });

    it("keeps spaces apart", () => {
      const cache = create();
      cache.insert(0, "x", list(1, 2, 3), 3);
      cache.insert(1, "y", list(1, 2, 3), 3);
      expect(cache.longestPrefix("x", list(1, 2, 3), 3)?.holders).toEqual([0]);
      expect(cache.longestPrefix("z", list(1, 2, 3), 3)).toBeUndefined();
      expect(cache.coveredBy(0)).toEqual([]);
      expect(cache.sharedLength(0)).toBe(0);
    });

    it("forgets a holder and nobody else", () => {
      const cache = create();
      cache.insert(0, "x", list(1, 2, 3), 3);
      cache.insert(1, "x", list(1, 2, 4), 3);
      cache.remove(0);
      cache.remove(0);
      expect(cache.size).toBe(1);
      expect(cache.longestPrefix("x", list(1, 2, 3), 3)).toEqual({ length: 2, holders: [1] });
      cache.remove(1);
      expect(cache.longestPrefix("x", list(1, 2, 3), 3)).toBeUndefined();
      cache.insert(0, "x", list(5), 1);
      expect(cache.longestPrefix("x", list(5), 1)?.holders).toEqual([0]);
      cache.checkIntegrity();
    });

    it("refuses a holder twice", () => {
      const cache = create();
      cache.insert(0, "x", list(1), 1);
      expect(() => cache.insert(0, "x", list(2), 1)).toThrow();
    });

    it("knows whose whole list another begins with", () => {
      const cache = create();
      cache.insert(0, "x", list(1, 2, 3, 4), 4);
      cache.insert(1, "x", list(1, 2), 2);
      cache.insert(2, "x", list(1, 2, 3, 4), 4);
      cache.insert(3, "x", list(1, 2, 9), 3);
      cache.insert(4, "x", list(7), 0);
      expect(cache.coveredBy(0).toSorted()).toEqual([1, 2, 4]);
      expect(cache.coveredBy(1)).toEqual([4]);
    });

    it("knows how much of a list somebody else holds too", () => {
      const cache = create();
      cache.insert(0, "x", list(1, 2, 3, 4), 4);
      expect(cache.sharedLength(0)).toBe(0);
      cache.insert(1, "x", list(1, 2, 9), 3);
      expect([cache.sharedLength(0), cache.sharedLength(1)]).toEqual([2, 2]);
      cache.insert(2, "x", list(1, 2, 3, 4, 5), 5);
      expect([cache.sharedLength(0), cache.sharedLength(2)]).toEqual([4, 4]);
    });
  });
}
