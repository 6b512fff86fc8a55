import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measureJson } from "./json-shape.ts";

const bytes = (text: string) => Buffer.from(text);
const WIDE = { maximumDepth: 1000, maximumValues: 100_000 };

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe("measureJson", () => {
  it("finds the depth that a recursive count finds, whatever strings hold", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = bytes(JSON.stringify(value));
        const depth = depthOf(value);
        expect(measureJson(text, { ...WIDE, maximumDepth: depth }).kind).toBe("within");
        if (depth > 0) expect(measureJson(text, { ...WIDE, maximumDepth: depth - 1 }).kind).toBe("too-deep");
      }),
    );
  });

  it("is not fooled by brackets and escaped quotes in strings", () => {
    const text = JSON.stringify({ a: '[[[[\\"[[[', "b\\": '{"{{' });
    expect(measureJson(bytes(text), { ...WIDE, maximumDepth: 1 }).kind).toBe("within");
  });

  it("never reads past an unfinished string", () => {
    expect(measureJson(bytes('{"a'), WIDE).kind).toBe("within");
    expect(measureJson(bytes('{"a\\'), WIDE).kind).toBe("within");
    expect(measureJson(bytes('{"a\\"'), WIDE).kind).toBe("within");
  });

  it("names the member of the outermost object that goes too deep", () => {
    const text = bytes(`{"model":"x","tools":${"[".repeat(20)}${"]".repeat(20)}}`);
    expect(measureJson(text, { ...WIDE, maximumDepth: 10 })).toEqual({
      kind: "too-deep",
      parameter: "tools",
    });
  });

  it("counts values across containers", () => {
    const text = bytes('{"a":[1,2,3],"b":4}');
    expect(measureJson(text, { ...WIDE, maximumValues: 20 }).kind).toBe("within");
    expect(measureJson(text, { ...WIDE, maximumValues: 3 }).kind).toBe("too-many-values");
  });
});
