import { describe, expect, it } from "vitest";
import { createId } from "./index.ts";

describe("an id", () => {
  it("is its prefix and 48 hexadecimal digits of the bytes it was given", () => {
    const counting = (size: number) => Uint8Array.from({ length: size }, (_, n) => n);
    expect(createId("resp", counting)).toBe("resp_000102030405060708090a0b0c0d0e0f1011121314151617");
  });

  it("comes once", () => {
    const ids = Array.from({ length: 1_000 }, () => createId("msg"));
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids) expect(id).toMatch(/^msg_[0-9a-f]{48}$/);
  });
});
