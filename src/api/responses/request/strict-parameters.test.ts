import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../inference/index.ts";
import { toStrictParameters } from "./strict-parameters.ts";

const string: JsonObject = { type: "string" };

function nested(levels: number): JsonObject {
  const properties: JsonObject = levels === 1 ? {} : { inner: nested(levels - 1) };
  return { type: "object", properties };
}

describe("a schema that does not say whether it is strict", () => {
  it("is closed, and all that it may hold it has to", () => {
    expect(
      toStrictParameters({ type: "object", properties: { a: string, b: string }, required: ["a"] }),
    ).toEqual({
      type: "object",
      properties: { a: string, b: string },
      required: ["a", "b"],
      additionalProperties: false,
    });
  });

  it("is closed all the way down, in lists, alternatives and definitions", () => {
    const open = { type: "object", properties: { x: string } };
    const closed = { ...open, required: ["x"], additionalProperties: false };
    expect(
      toStrictParameters({
        type: "object",
        properties: { list: { type: "array", items: open }, either: { anyOf: [open, { type: "null" }] } },
        $defs: { open },
      }),
    ).toEqual({
      type: "object",
      properties: { list: { type: "array", items: closed }, either: { anyOf: [closed, { type: "null" }] } },
      required: ["list", "either"],
      additionalProperties: false,
      $defs: { open: closed },
    });
  });

  it("keeps its own order of keys, and takes a function without parameters", () => {
    const strict = toStrictParameters({ type: "object", properties: { z: string, a: string } });
    expect(Object.keys(strict?.properties as object)).toEqual(["z", "a"]);
    expect(toStrictParameters({ type: "object" })).toEqual({
      type: "object",
      properties: {},
      required: [],
      additionalProperties: false,
    });
  });

  it.each<[string, JsonObject]>([
    ["a map", { type: "object", properties: { a: { type: "object", additionalProperties: string } } }],
    ["an object that is open on purpose", { type: "object", properties: {}, additionalProperties: true }],
    ["a keyword outside the subset", { type: "object", properties: { a: { type: "string", default: "x" } } }],
    [
      "a pattern, which may be beyond it",
      { type: "object", properties: { a: { type: "string", pattern: "^(?=a)" } } },
    ],
    ["more levels than there may be", nested(12)],
    ["a root that is no object", { type: "array", items: string }],
    ["alternatives at the root", { type: "object", anyOf: [{ type: "object" }] }],
  ])("stays as it is with %s", (_name, schema) => {
    expect(toStrictParameters(schema)).toBeUndefined();
  });
});
