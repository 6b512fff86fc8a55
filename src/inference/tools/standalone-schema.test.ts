import { describe, expect, it } from "vitest";
import { standaloneSchema } from "./standalone-schema.ts";

describe("standaloneSchema", () => {
  it("takes the definitions along", () => {
    const whole = {
      type: "object",
      properties: { a: { $ref: "#/$defs/x" } },
      $defs: { x: { type: "string" } },
    };
    expect(standaloneSchema(whole.properties.a, whole)).toEqual({ $ref: "#/$defs/x", $defs: whole.$defs });
  });

  it("takes the whole along where a part refers to it", () => {
    const whole = { type: "object", properties: { next: { anyOf: [{ $ref: "#" }, { type: "null" }] } } };
    const moved = { anyOf: [{ $ref: "#/$defs/the whole schema" }, { type: "null" }] };
    expect(standaloneSchema(whole.properties.next, whole)).toEqual({
      ...moved,
      $defs: { "the whole schema": { type: "object", properties: { next: moved } } },
    });
  });
});
