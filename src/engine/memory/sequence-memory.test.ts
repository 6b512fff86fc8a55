import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NaivePrefixCache } from "../prefix-cache/naive-prefix-cache.ts";
import { RadixPrefixCache } from "../prefix-cache/radix-prefix-cache.ts";
import { TokenList } from "../token-list.ts";
import type { MemoryAction } from "./memory-action.ts";
import { SequenceMemory, type SequenceMemoryOptions } from "./sequence-memory.ts";

const create = (options: Partial<SequenceMemoryOptions> = {}) =>
  new SequenceMemory({ cells: 40, slots: 4, sharing: true, cache: new RadixPrefixCache(), ...options });

/** The native cache as plain arrays; throws when an action relies on what is not there. */
class NativeSlots {
  readonly slots = new Map<number, number[]>();

  tokens(slot: number): number[] {
    return this.slots.get(slot) ?? [];
  }

  carryOut(actions: readonly MemoryAction[]): void {
    for (const action of actions) {
      if (action.kind === "share") {
        const source = this.tokens(action.source);
        if (source.length < action.length) throw new Error("shares what is not there");
        if (this.tokens(action.target).length > 0) throw new Error("shares into a slot in use");
        this.slots.set(action.target, source.slice(0, action.length));
      } else if (action.kind === "truncate") {
        this.slots.set(action.slot, this.tokens(action.slot).slice(0, action.length));
      }
    }
  }
}

interface Open {
  readonly slot: number;
  readonly tokens: TokenList;
  /** Tokens that are computed and published. */
  published: number;
}

const tokenList = fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 14 });
const which = fc.nat(20);
const operation = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("open" as const),
      tokens: tokenList,
      space: fc.constantFrom("x", "y"),
      reserved: fc.nat(5),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("grow" as const),
      which,
      count: fc.integer({ min: 1, max: 9 }),
      draft: fc.nat(3),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("close" as const), which, early: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("room" as const), cells: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("clear" as const) }) },
);

describe("SequenceMemory", () => {
  it("keeps its books and the native cache in step, whatever runs, ends and makes room", () => {
    fc.assert(
      fc.property(
        fc.array(operation, { maxLength: 50 }),
        fc.record({
          cells: fc.integer({ min: 14, max: 60 }),
          slots: fc.integer({ min: 1, max: 6 }),
          sharing: fc.boolean(),
        }),
        (operations, options) => {
          const memory = create(options);
          const native = new NativeSlots();
          const running: Open[] = [];
          const free = () => memory.cells.total - memory.cells.active - memory.cells.cached;
          for (const todo of operations) {
            const open = "which" in todo ? running[todo.which % Math.max(1, running.length)] : undefined;
            if (todo.kind === "open") {
              const tokens = new TokenList(todo.tokens);
              const prefix = memory.longestPrefix(todo.space, tokens, tokens.length - 1);
              const placed = memory.makePlace(tokens.length, prefix, todo.reserved);
              // Where nothing runs and the cache is large enough, there is always a place.
              if (running.length === 0 && tokens.length + todo.reserved <= options.cells)
                expect(placed).toBe(true);
              if (placed) {
                const found = memory.longestPrefix(todo.space, tokens, tokens.length - 1);
                const slot = memory.open(todo.space, tokens, found);
                expect(slot).toBeDefined();
                expect(running.map((other) => other.slot)).not.toContain(slot);
                expect(memory.length(slot!)).toBe(found?.length ?? 0);
                expect(free()).toBeGreaterThanOrEqual(tokens.length - (found?.length ?? 0) + todo.reserved);
                running.push({ slot: slot!, tokens, published: found?.length ?? 0 });
              }
            } else if (todo.kind === "grow" && open !== undefined) {
              const known = open.tokens.slice(open.published, open.published + todo.count);
              if (memory.makeRoom(known.length + todo.draft)) {
                expect(free()).toBeGreaterThanOrEqual(known.length + todo.draft);
                memory.grow(open.slot, known.length + todo.draft);
                native.carryOut(memory.takeActions());
                const draft = Array.from({ length: todo.draft }, () => 9);
                native.slots.set(open.slot, [...native.tokens(open.slot), ...known, ...draft]);
                open.published += known.length;
                memory.truncate(open.slot, open.published);
                memory.publish(open.slot, open.published);
              }
            } else if (todo.kind === "close" && open !== undefined) {
              running.splice(running.indexOf(open), 1);
              memory.close(open.slot, todo.early ? 0 : open.published);
            } else if (todo.kind === "room") {
              const made = memory.makeRoom(todo.cells);
              expect(made).toBe(free() >= todo.cells);
              if (!made) expect(memory.cells.cached).toBe(0);
            } else if (todo.kind === "clear") {
              memory.clear();
              expect(memory.cells.cached).toBe(0);
            }
            memory.checkIntegrity();
            // What runs is never touched by what makes room.
            for (const { slot, published } of running) expect(memory.length(slot)).toBe(published);
            native.carryOut(memory.takeActions());
            for (const { slot, tokens, published } of running)
              expect(native.tokens(slot)).toEqual([...tokens.slice(0, published)]);
            for (const [slot, tokens] of native.slots) expect(tokens).toHaveLength(memory.length(slot));
            if (!options.sharing) expect(memory.cells.cached).toBe(0);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("finds a prefix that the native cache really holds, as long as any", () => {
    fc.assert(
      fc.property(fc.array(tokenList, { minLength: 2, maxLength: 8 }), (lists) => {
        const naive = new NaivePrefixCache();
        const memory = create({ cells: 1000, slots: 20 });
        for (const [index, list] of lists.entries()) {
          const tokens = new TokenList(list);
          const expected = naive.longestPrefix("x", tokens, tokens.length - 1);
          const prefix = memory.longestPrefix("x", tokens, tokens.length - 1);
          expect(prefix?.length).toBe(expected?.length);
          const slot = memory.open("x", tokens, prefix)!;
          memory.grow(slot, tokens.length - (prefix?.length ?? 0));
          memory.close(slot, tokens.length);
          naive.insert(index, "x", tokens, tokens.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  /** Runs a prompt to its end and leaves it idle. */
  function finish(memory: SequenceMemory, list: readonly number[]): number {
    const tokens = new TokenList(list);
    const slot = memory.open("x", tokens, undefined)!;
    memory.grow(slot, list.length);
    memory.close(slot, list.length);
    return slot;
  }

  it("lets the prefix go first that was not used for longest", () => {
    const memory = create({ cells: 30 });
    for (const first of [1, 2, 3]) finish(memory, [first, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const tokens = new TokenList([1, 0, 0, 9]);
    const slot = memory.open("x", tokens, memory.longestPrefix("x", tokens, 3))!;
    memory.close(slot, 0);
    expect(memory.makeRoom(10)).toBe(true);
    const lengths = [1, 2, 3].map(
      (first) => memory.longestPrefix("x", new TokenList([first, 0, 0]), 3)?.length,
    );
    expect(lengths).toEqual([3, undefined, 3]);
  });

  it("keeps of two cached texts only the longer one, where it begins with the other", () => {
    const memory = create();
    finish(memory, [1, 2, 3]);
    finish(memory, [1, 2, 3, 4, 5]);
    expect(memory.cells.cached).toBe(5);
  });

  it("cuts the tail of the prefix itself where it is in the way", () => {
    const memory = create({ cells: 12 });
    finish(memory, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const tokens = new TokenList([1, 2, 3, 0, 0, 0, 0, 0]);
    const prefix = memory.longestPrefix("x", tokens, 7);
    expect(memory.makePlace(8, prefix, 0)).toBe(true);
    expect(memory.longestPrefix("x", tokens, 7)?.length).toBe(3);
    expect(memory.cells).toEqual({ total: 12, active: 0, cached: 3 });
  });

  it("goes on in the slot that holds the prefix where there is no other", () => {
    const memory = create({ slots: 1 });
    const slot = finish(memory, [1, 2, 3, 4, 5]);
    const tokens = new TokenList([1, 2, 3, 9]);
    const prefix = memory.longestPrefix("x", tokens, 3);
    expect(memory.makePlace(4, prefix, 0)).toBe(true);
    expect(memory.open("x", tokens, prefix)).toBe(slot);
    expect(memory.takeActions()).toEqual([{ kind: "truncate", slot, length: 3 }]);
    expect(memory.makePlace(1, undefined, 0)).toBe(false);
    expect(memory.open("x", tokens, undefined)).toBeUndefined();
    memory.checkIntegrity();
  });

  describe("where the native cache forgets what sliding windows passed", () => {
    it("shares from a holder that is intact, and else not at all", () => {
      const intact = new Set<number>();
      const memory = create({ isIntact: (slot) => intact.has(slot) });
      const tokens = new TokenList([1, 2, 3, 9]);
      finish(memory, [1, 2, 3, 4]);
      const second = finish(memory, [1, 2, 3, 5]);
      expect(memory.longestPrefix("x", tokens, 3)).toBeUndefined();
      intact.add(second);
      expect(memory.longestPrefix("x", tokens, 3)).toEqual({ slot: second, length: 3 });
    });

    it("asks for the slot from which another is about to get what it shares", () => {
      const asked: number[] = [];
      const memory = create({
        isIntact: (slot, length) => {
          asked.push(slot);
          return length >= 3;
        },
      });
      const slot = finish(memory, [1, 2, 3, 4]);
      memory.takeActions();
      const first = new TokenList([1, 2, 3, 7]);
      const shared = memory.open("x", first, memory.longestPrefix("x", first, 3))!;
      const third = memory.open("x", new TokenList([1, 2, 3, 8]), { slot: shared, length: 3 })!;
      asked.length = 0;
      expect(memory.longestPrefix("x", new TokenList([1, 2, 0]), 2)).toBeUndefined();
      expect(asked).toEqual([slot, slot, slot]);
      memory.takeActions();
      asked.length = 0;
      memory.longestPrefix("x", new TokenList([1, 2, 0]), 2);
      expect(asked.toSorted()).toEqual([slot, shared, third].toSorted());
    });
  });
});
