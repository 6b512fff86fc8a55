import { describe, expect, it } from "vitest";
import { createCallId } from "./call-id.ts";

describe("createCallId", () => {
  it("is call_ and 24 letters and digits, all of them possible", () => {
    let next = 0;
    const characters = new Set<string>();
    for (let round = 0; round < 62; round++) {
      const id = createCallId((bound) => next++ % bound);
      expect(id).toMatch(/^call_[A-Za-z0-9]{24}$/);
      for (const character of id.slice("call_".length)) characters.add(character);
    }
    expect(characters.size).toBe(62);
  });

  it("does not repeat", () => {
    expect(createCallId()).not.toBe(createCallId());
  });
});
