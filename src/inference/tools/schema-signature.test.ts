import { describe, expect, it } from "vitest";
import { parameterSignature, schemaRemarks, schemaSignature } from "./schema-signature.ts";

describe("schemaSignature", () => {
  it("says a schema in a few words", () => {
    const schema = {
      type: "object",
      properties: {
        city: { type: "string", description: "Name of the city" },
        unit: { type: "string", enum: ["celsius", "fahrenheit"] },
        days: { type: "array", items: { type: "integer" } },
        note: { type: ["string", "null"] },
        place: { anyOf: [{ $ref: "#/$defs/point" }, { const: "here" }] },
        free: { type: "object" },
        any: true,
      },
      required: ["city", "days"],
      $defs: { point: { type: "object", properties: { x: { type: "number" } }, required: ["x"] } },
    };
    expect(schemaSignature(schema)).toBe(
      '{city: string, unit?: "celsius" | "fahrenheit", days: list of integer, ' +
        'note?: string | null, place?: {x: number} | "here", free?: object, any?: any}',
    );
    expect(parameterSignature({ type: "object", properties: {} })).toBe("");
    expect(schemaRemarks(schema)).toBe("city is name of the city.");
  });

  it("says apart what the members mean", () => {
    const point = { type: "object", properties: { x: { type: "number", description: "Degrees\n east." } } };
    const schema = {
      type: "object",
      properties: {
        from: { $ref: "#/$defs/point" },
        via: { type: "array", description: "HTTP stops ", items: { $ref: "#/$defs/point" } },
        plain: { type: "string", description: "" },
      },
      $defs: { point },
    };
    expect(schemaRemarks(schema)).toBe("from.x is degrees east. via is HTTP stops. via.x is degrees east.");
  });

  it("ends where a schema does not", () => {
    const schema = { type: "object", properties: { next: { $ref: "#" } } };
    expect(schemaSignature(schema).length).toBeLessThan(200);
    const described = { properties: { next: { $ref: "#", description: "d" } } };
    expect(schemaRemarks(described).length).toBeLessThan(500);
    expect(schemaSignature({ $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/a" } } })).toBe("any");
    expect(schemaSignature({ $ref: "#/none" })).toBe("any");
  });
});
