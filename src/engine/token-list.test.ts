import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TokenList } from "./token-list.ts";

describe("TokenList", () => {
  it("holds what it was made of and what was appended, in order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), fc.array(fc.nat(9), { maxLength: 200 }), (first, more) => {
        const list = new TokenList(first);
        for (const token of more) list.append(token);
        const all = [...first, ...more];
        expect(list.length).toBe(all.length);
        expect([...list.slice(0)]).toEqual(all);
        for (const [index, token] of all.entries()) expect(list.at(index)).toBe(token);
        expect([...list.slice(1, 3)]).toEqual(all.slice(1, 3));
        expect([...list.slice(0, all.length + 5)]).toEqual(all);
      }),
    );
  });

  it("shares an array with others without writing to it", () => {
    const prompt = Int32Array.of(1, 2, 3);
    const [first, second] = [new TokenList(prompt), new TokenList(prompt)];
    first.append(4);
    second.append(5);
    first.append(6);
    expect([...prompt]).toEqual([1, 2, 3]);
    expect([...first.slice(0)]).toEqual([1, 2, 3, 4, 6]);
    expect([...second.slice(0)]).toEqual([1, 2, 3, 5]);
  });

  it("does not write behind a part of an array either", () => {
    const longer = Int32Array.of(1, 2, 3, 4);
    const list = new TokenList(longer.subarray(0, 2));
    list.append(9);
    expect([...longer]).toEqual([1, 2, 3, 4]);
  });

  it("finds how much two lists have in common", () => {
    const list = new TokenList([1, 2, 3, 4]);
    expect(list.commonPrefix(new TokenList([1, 2, 9, 4]), 10)).toBe(2);
    expect(list.commonPrefix(new TokenList([1, 2, 3, 4, 5]), 10)).toBe(4);
    expect(list.commonPrefix(new TokenList([1, 2, 3]), 2)).toBe(2);
    expect(list.commonPrefix(new TokenList([9, 9, 3, 4]), 10, 2)).toBe(4);
    expect(list.commonPrefix(new TokenList(), 10)).toBe(0);
  });
});
