import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TokenList } from "../token-list.ts";
import { NaivePrefixCache } from "./naive-prefix-cache.ts";
import { prefixCacheConformance } from "./prefix-cache.conformance.ts";
import { RadixPrefixCache } from "./radix-prefix-cache.ts";

describe("NaivePrefixCache", () => prefixCacheConformance(() => new NaivePrefixCache()));

// Two or three tokens, so that much is shared; lists that grow after they were inserted.
const tokens = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 10 });
const space = fc.constantFrom("x", "y");
const which = fc.nat(15);
const operation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("insert" as const), tokens, space, held: fc.nat(10) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("extend" as const),
      which,
      tokens,
      by: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove" as const), which }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("find" as const), tokens, space, limit: fc.nat(12) }),
  },
);

describe("RadixPrefixCache", () => {
  prefixCacheConformance(() => new RadixPrefixCache());

  it("agrees with comparing every holder, whatever is inserted, extended and removed", () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
        const naive = new NaivePrefixCache();
        const radix = new RadixPrefixCache();
        const holders = new Map<number, { tokens: TokenList; length: number }>();
        let count = 0;
        for (const todo of operations) {
          const ids = [...holders.keys()];
          const id = "which" in todo ? ids[todo.which % Math.max(1, ids.length)] : undefined;
          if (todo.kind === "insert") {
            const list = new TokenList(todo.tokens);
            const length = Math.min(todo.held, list.length);
            for (const cache of [naive, radix]) cache.insert(count, todo.space, list, length);
            holders.set(count++, { tokens: list, length });
          } else if (todo.kind === "extend" && id !== undefined) {
            const holder = holders.get(id)!;
            for (const token of todo.tokens) holder.tokens.append(token);
            holder.length = Math.min(holder.length + todo.by, holder.tokens.length);
            for (const cache of [naive, radix]) cache.extend(id, holder.length);
          } else if (todo.kind === "remove" && id !== undefined) {
            holders.delete(id);
            for (const cache of [naive, radix]) cache.remove(id);
          } else if (todo.kind === "find") {
            const list = new TokenList(todo.tokens);
            const [expected, found] = [naive, radix].map((cache) =>
              cache.longestPrefix(todo.space, list, todo.limit),
            );
            expect(found?.length).toBe(expected?.length);
            expect(found?.holders.toSorted()).toEqual(expected?.holders.toSorted());
          }
          radix.checkIntegrity();
          naive.checkIntegrity();
          expect(radix.size).toBe(holders.size);
          for (const holder of holders.keys()) {
            expect(radix.sharedLength(holder)).toBe(naive.sharedLength(holder));
            expect(radix.coveredBy(holder).toSorted()).toEqual(naive.coveredBy(holder).toSorted());
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});
