import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CellLedger } from "./cell-ledger.ts";

/** What llama.cpp keeps: for every cell its position and the set of slots that see it. */
class NaiveLedger {
  #cells: { readonly position: number; readonly slots: Set<number> }[] = [];

  length(slot: number): number {
    return this.#cells.filter(({ slots }) => slots.has(slot)).length;
  }

  get used(): number {
    return this.#cells.length;
  }

  heldBy(qualifies: (slot: number) => boolean): number {
    return this.#cells.filter(({ slots }) => [...slots].some(qualifies)).length;
  }

  append(slot: number, count: number): void {
    const from = this.length(slot);
    for (let index = 0; index < count; index++)
      this.#cells.push({ position: from + index, slots: new Set([slot]) });
  }

  share(source: number, target: number, length: number): void {
    for (const { position, slots } of this.#cells)
      if (position < length && slots.has(source)) slots.add(target);
  }

  truncate(slot: number, length: number): void {
    for (const { position, slots } of this.#cells) if (position >= length) slots.delete(slot);
    this.#cells = this.#cells.filter(({ slots }) => slots.size > 0);
  }
}

const SLOTS = 5;
const slot = fc.nat(SLOTS - 1);
const operation = fc.oneof(
  fc.record({ kind: fc.constant("append" as const), slot, count: fc.nat(6) }),
  fc.record({ kind: fc.constant("share" as const), slot, target: slot, length: fc.nat(12) }),
  fc.record({ kind: fc.constant("truncate" as const), slot, length: fc.nat(12) }),
  fc.record({ kind: fc.constant("release" as const), slot }),
);

describe("CellLedger", () => {
  it("counts as a map of cells to slots would, whatever is appended, shared, cut and released", () => {
    fc.assert(
      fc.property(
        fc.array(operation, { maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (operations, total) => {
          const ledger = new CellLedger(total);
          const naive = new NaiveLedger();
          for (const todo of operations) {
            if (todo.kind === "append") {
              if (todo.count > total - naive.used)
                expect(() => ledger.append(todo.slot, todo.count)).toThrow(RangeError);
              else {
                ledger.append(todo.slot, todo.count);
                naive.append(todo.slot, todo.count);
              }
            } else if (todo.kind === "share") {
              const impossible = naive.length(todo.target) > 0 || todo.length > naive.length(todo.slot);
              const share = () => ledger.share(todo.slot, todo.target, todo.length);
              if (impossible) expect(share).toThrow(RangeError);
              else {
                share();
                naive.share(todo.slot, todo.target, todo.length);
              }
            } else {
              const length = todo.kind === "truncate" ? todo.length : 0;
              if (todo.kind === "truncate") ledger.truncate(todo.slot, length);
              else ledger.release(todo.slot);
              naive.truncate(todo.slot, length);
            }
            ledger.checkIntegrity();
            expect(ledger.used).toBe(naive.used);
            expect(ledger.free).toBe(total - naive.used);
            for (let each = 0; each < SLOTS; each++) expect(ledger.length(each)).toBe(naive.length(each));
            const even = (each: number) => each % 2 === 0;
            expect(ledger.heldBy(even)).toBe(naive.heldBy(even));
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("frees the tail that nobody shares when the longest holder lets go", () => {
    const ledger = new CellLedger(10);
    ledger.append(3, 6);
    ledger.share(3, 7, 3);
    ledger.append(7, 2);
    expect(ledger.used).toBe(8);
    ledger.release(3);
    expect(ledger.used).toBe(5);
    expect(ledger.length(7)).toBe(5);
  });
});
